import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startMockUpstream,
  type MockUpstream,
} from '../../testing/mockUpstream';
import {
  callOf,
  modelOf,
  providerConfig,
  resilience,
  type ProviderConfig,
} from '../../testing/upstreamKit';
import { UpstreamError, type UpstreamAnswer, type Upstreams } from '../types';
import { createProviderKeys } from './keys';
import { createUpstreams } from './upstreams';

const KEY = 'sk-canary-0123456789abcdef';

describe('resilience of upstreams', () => {
  let mock: MockUpstream;
  let upstreams: Upstreams;

  function start(over: Partial<ProviderConfig> = {}, more = {}) {
    const providers = {
      up: providerConfig({
        kind: 'openai',
        baseUrl: mock.baseUrl,
        apiKey: KEY,
        ...over,
      }),
    };
    return createUpstreams(
      providers,
      { ...resilience, ...more },
      { keys: createProviderKeys(providers), random: () => 0.5 },
    );
  }

  beforeEach(async () => {
    mock = await startMockUpstream();
    upstreams = start();
  });

  afterEach(async () => {
    await upstreams.close();
    await mock.close();
  });

  const messages = [{ role: 'user', content: 'hello there' }];
  const call = (
    conduct: string,
    more: { stream?: boolean; signal?: AbortSignal } = {},
  ) =>
    callOf({
      provider: 'up',
      model: `mock-${conduct}`,
      operation: 'chat',
      value: { model: 'alias', messages, stream: more.stream ?? false },
      signal: more.signal,
    });

  async function failure(promise: Promise<unknown>): Promise<UpstreamError> {
    const error = await promise.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(UpstreamError);
    return error as UpstreamError;
  }

  it('opens the breaker after failures in a row, and tries again', async () => {
    const model = modelOf('up', 'mock-status-500');
    for (let at = 0; at < resilience.breakerFailures; at++) {
      expect(upstreams.available(model)).toBe(true);
      await upstreams.call(call('status-500'));
    }
    expect(upstreams.available(model)).toBe(false);
    expect((await failure(upstreams.call(call('status-500')))).unsent).toBe(
      true,
    );
    expect(mock.requests).toHaveLength(resilience.breakerFailures);
    // Other models of the provider are not touched.
    expect(upstreams.available(modelOf('up', 'mock-ok'))).toBe(true);
    await sleep(resilience.breakerOpenFor + 50);
    expect(upstreams.available(model)).toBe(true);
    await upstreams.call(call('status-500'));
    expect(upstreams.available(model)).toBe(false);
  });

  it('counts clients that leave neither as good nor as bad', async () => {
    for (let at = 0; at < resilience.breakerFailures + 1; at++) {
      const client = new AbortController();
      const seen = mock.next();
      const left = failure(
        upstreams.call(call('stall', { signal: client.signal })),
      );
      await seen;
      client.abort();
      await left;
    }
    expect(upstreams.available(modelOf('up', 'mock-stall'))).toBe(true);
  });

  it('retries what may pass, within the budget and the wish of the provider', async () => {
    const model = modelOf('up', 'x');
    const busy = (header?: string): UpstreamAnswer => ({
      status: 429,
      headers: header ? { 'retry-after': header } : {},
      body: Buffer.from('{}'),
      outcome: new Promise(() => undefined),
    });
    expect(upstreams.retry(model, 1, busy())).toEqual({ after: 125 });
    expect(upstreams.retry(model, 2, busy('2'))).toEqual({ after: 2_250 });
    expect(upstreams.retry(model, 1, busy('60'))).toBeNull();
    expect(upstreams.retry(model, 3, busy())).toBeNull();
    expect(upstreams.retry(model, 1, { ...busy(), status: 400 })).toBeNull();
    expect(
      upstreams.retry(model, 1, new UpstreamError('timeout', '')),
    ).toBeNull();
    // The budget is used up; it grows with requests.
    expect(upstreams.retry(model, 1, busy())).toBeNull();
    for (let at = 0; at < 11; at++) {
      await upstreams.call(call('ok'));
    }
    expect(upstreams.retry(model, 1, busy())).not.toBeNull();
    expect(upstreams.retry(model, 1, busy())).toBeNull();
  });

  it('reads a key file again when it changes, and scrubs both keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    const file = join(folder, 'key');
    writeFileSync(file, 'first-key-1234\n');
    const providers = {
      up: providerConfig({
        kind: 'openai',
        baseUrl: mock.baseUrl,
        apiKeyFile: file,
      }),
      missing: providerConfig({
        kind: 'openai',
        baseUrl: mock.baseUrl,
        apiKeyFile: join(folder, 'none'),
      }),
    };
    const keys = createProviderKeys(providers, { pollMs: 10 });
    const own = createUpstreams(providers, resilience, { keys });
    try {
      await own.call(call('ok'));
      writeFileSync(`${file}.new`, 'second-key-5678');
      renameSync(`${file}.new`, file);
      while (keys.get('up')?.value !== 'second-key-5678') {
        await sleep(10);
      }
      await own.call(call('ok'));
      expect(
        mock.requests.map(request => request.headers.authorization),
      ).toEqual(['Bearer first-key-1234', 'Bearer second-key-5678']);
      expect(keys.scrub('a first-key-1234 b second-key-5678')).toBe(
        'a [redacted] b [redacted]',
      );
      expect(own.available(modelOf('missing', 'mock-ok'))).toBe(false);
    } finally {
      await own.close();
      rmSync(folder, { recursive: true });
    }
  });
});
