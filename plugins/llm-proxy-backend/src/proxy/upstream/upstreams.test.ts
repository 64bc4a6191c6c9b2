import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  startMockUpstream,
  type MockUpstream,
} from '../../testing/mockUpstream';
import {
  callOf,
  providerConfig,
  readAnswer,
  resilience,
  type ProviderConfig,
} from '../../testing/upstreamKit';
import { UpstreamError, type Upstreams } from '../types';
import { createProviderKeys } from './keys';
import { createUpstreams } from './upstreams';

const KEY = 'sk-canary-0123456789abcdef';

describe('upstreams', () => {
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

  it('answers whole, with what the provider counted', async () => {
    const answer = await upstreams.call(call('ok'));
    const { text, outcome } = await readAnswer(answer);
    expect(answer.status).toBe(200);
    expect(JSON.parse(text).object).toBe('chat.completion');
    const [seen] = mock.requests;
    expect(outcome).toMatchObject({
      end: 'complete',
      usage: { input: seen.input, cachedInput: 0, output: 20 },
      billed: true,
    });
  });

  it('sends nothing of the client but the body, and the cap in it', async () => {
    await readAnswer(await upstreams.call(call('ok', { stream: true })));
    const [seen] = mock.requests;
    expect(Object.keys(seen.headers).sort()).toEqual([
      'accept',
      'accept-encoding',
      'authorization',
      'connection',
      'content-length',
      'content-type',
      'host',
      'user-agent',
    ]);
    expect(JSON.parse(seen.body.toString())).toEqual({
      model: 'mock-ok',
      messages,
      stream: true,
      max_tokens: 100,
      stream_options: { include_usage: true },
    });
  });

  it('takes out the usage event that the client did not ask for, and only that', async () => {
    const asked = callOf({
      provider: 'up',
      model: 'mock-ok',
      operation: 'chat',
      value: {
        model: 'alias',
        messages,
        stream: true,
        stream_options: { include_usage: true },
      },
    });
    const full = await readAnswer(await upstreams.call(asked));
    const less = await readAnswer(
      await upstreams.call(call('ok', { stream: true })),
    );
    const events = full.text.split('\n\n');
    expect(events.filter(event => event.includes('"choices":[]'))).toHaveLength(
      1,
    );
    expect(less.text).toBe(
      events.filter(event => !event.includes('"choices":[]')).join('\n\n'),
    );
    expect(less.outcome.usage).toEqual(full.outcome.usage);
    expect(less.outcome.usage).not.toBeNull();
  });

  it.each([
    ['truncate', true, { end: 'truncated', usage: null, billed: true }],
    ['reset-body', true, { end: 'reset', usage: null, billed: true }],
    ['stall-body', true, { end: 'timeout', usage: null, billed: true }],
    ['error-event', true, { end: 'upstream_error', usage: null, billed: true }],
    ['no-usage', true, { end: 'complete', usage: null, billed: true }],
    ['no-usage', false, { end: 'complete', usage: null, billed: true }],
    [
      'zero-usage',
      true,
      { end: 'complete', usage: { input: 0, cachedInput: 0, output: 0 } },
    ],
    [
      'zero-usage',
      false,
      { end: 'complete', usage: { input: 0, cachedInput: 0, output: 0 } },
    ],
    ['huge-3000000', true, { end: 'complete', billed: true }],
    ['slow-5', true, { end: 'complete', billed: true }],
    ['status-400', false, { end: 'upstream_error', billed: false }],
    ['status-429', true, { end: 'upstream_error', billed: false }],
    ['status-500', false, { end: 'upstream_error', usage: null, billed: true }],
    ['status-503', true, { end: 'upstream_error', usage: null, billed: true }],
    ['html', false, { end: 'upstream_error', usage: null, billed: true }],
    ['gzip', false, { end: 'upstream_error', usage: null, billed: true }],
    ['redirect', false, { end: 'upstream_error', usage: null, billed: true }],
  ])('maps %s (stream: %s)', async (conduct, stream, expected) => {
    await upstreams.close();
    upstreams = start({ idleTimeout: 300 });
    const answer = await upstreams.call(call(conduct, { stream }));
    const { outcome } = await readAnswer(answer);
    expect(outcome).toMatchObject(expected);
    // A guess is made for want of a count only, and not below the mock's bill.
    const guessed = outcome.end === 'complete' && outcome.usage === null;
    const least = guessed ? mock.requests[0].output : 0;
    expect(outcome.estimatedOutput !== null).toBe(guessed);
    expect(outcome.estimatedOutput ?? 0).toBeGreaterThanOrEqual(least);
  });

  it.each([
    ['stall', false, 'timeout'],
    ['stall', true, 'timeout'],
    ['stall-head', true, 'timeout'],
    ['stall-head', false, 'timeout'],
    ['reset-before', false, 'reset'],
    ['reset-before', true, 'reset'],
    ['reset-head', true, 'reset'],
    ['reset-head', false, 'reset'],
    ['reset-body', false, 'reset'],
  ])('rejects %s (stream: %s) as %s', async (conduct, stream, end) => {
    await upstreams.close();
    upstreams = start({ firstByteTimeout: 300, idleTimeout: 300 });
    const error = await failure(upstreams.call(call(conduct, { stream })));
    expect(error.end).toBe(end);
    expect(error.unsent).toBe(false);
    expect(error.message).not.toContain('127.0.0.1');
    await mock.requests[0].closed;
  });

  it('knows that nothing was sent when nobody listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    await upstreams.close();
    upstreams = start({ baseUrl: `http://127.0.0.1:${port}/v1` });
    const error = await failure(upstreams.call(call('ok')));
    expect(error.unsent).toBe(true);
  });

  it('knows that nothing was sent while a call waited for a socket', async () => {
    await upstreams.close();
    upstreams = start({ connections: 1 });
    const first = new AbortController();
    const busy = failure(
      upstreams.call(call('stall', { signal: first.signal })),
    );
    await mock.next();
    const second = new AbortController();
    const waiting = failure(
      upstreams.call(call('ok', { signal: second.signal })),
    );
    second.abort();
    expect((await waiting).unsent).toBe(true);
    first.abort();
    expect((await busy).end).toBe('aborted');
    // The call that was left is never written, also when a socket comes free.
    await readAnswer(await upstreams.call(call('ok')));
    expect(mock.requests.map(request => request.model)).toEqual([
      'mock-stall',
      'mock-ok',
    ]);
  });

  it('closes the socket when the client leaves before the first byte', async () => {
    const client = new AbortController();
    const seen = mock.next();
    const left = failure(
      upstreams.call(call('stall', { stream: true, signal: client.signal })),
    );
    const request = await seen;
    client.abort();
    expect((await left).end).toBe('aborted');
    await request.closed;
    expect(request.finished).toBe(false);
  });

  it('closes the socket when the client leaves during the stream', async () => {
    const client = new AbortController();
    const answer = await upstreams.call(
      call('slow-50', { stream: true, signal: client.signal }),
    );
    const [request] = mock.requests;
    client.abort();
    const { outcome } = await readAnswer(answer);
    expect(outcome).toMatchObject({
      end: 'aborted',
      usage: null,
      billed: true,
    });
    await request.closed;
    expect(request.finished).toBe(false);
  });

  it('closes the socket when the reader stops reading', async () => {
    const answer = await upstreams.call(call('slow-20', { stream: true }));
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    expect((await answer.outcome).end).toBe('aborted');
    await mock.requests[0].closed;
    expect(mock.requests[0].finished).toBe(false);
  });

  it('reads no further than a slow reader, and loses nothing', async () => {
    const answer = await upstreams.call(
      callOf({
        provider: 'up',
        model: 'mock-words-40000',
        operation: 'chat',
        value: { model: 'a', messages, stream: true },
        outputCap: 40_000,
      }),
    );
    await sleep(100);
    const { text, outcome } = await readAnswer(answer);
    expect(text.match(/"content":"w\d+ "/g)).toHaveLength(40_000);
    expect(outcome).toMatchObject({
      end: 'complete',
      usage: { output: 40_000 },
    });
  });

  it('tells the client about an error without telling about us', async () => {
    const answer = await upstreams.call(call('leak'));
    const { text } = await readAnswer(answer);
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.headers)).toEqual(['content-type']);
    for (const secret of [KEY, '10.1.2.3', 'llm.internal', 'org-abc']) {
      expect(text).not.toContain(secret);
    }
    expect(Object.keys(JSON.parse(text).error)).toEqual([
      'message',
      'type',
      'param',
      'code',
    ]);
  });

  it('refuses base URLs that are not fit', () => {
    for (const baseUrl of [
      'http://example.org/v1',
      'ftp://localhost/v1',
      'https://user:pass@example.org',
      'https://example.org/#x',
    ]) {
      expect(() => start({ baseUrl })).toThrow(
        /llmProxy\.providers\.up\.baseUrl/,
      );
    }
    expect(() =>
      start({ baseUrl: 'http://vllm.models.svc/v1', allowHttp: true }),
    ).not.toThrow();
  });

  it('goes nowhere but to the configured origin', async () => {
    const other = await startMockUpstream();
    const evil = callOf({
      provider: 'up',
      model: `${other.origin}/v1/x?mock-ok`,
      operation: 'chat',
      value: { model: other.baseUrl, base_url: other.baseUrl, messages },
    });
    await readAnswer(await upstreams.call(evil));
    await readAnswer(await upstreams.call(call('redirect')));
    expect(other.requests).toHaveLength(0);
    expect(mock.requests).toHaveLength(2);
    await other.close();
  });
});
