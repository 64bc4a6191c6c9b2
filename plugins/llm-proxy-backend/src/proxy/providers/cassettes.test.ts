import { join, resolve } from 'node:path';
import {
  startMockUpstream,
  type MockUpstream,
  type Recording,
} from '../../testing/mockUpstream';
import { readCassettes } from '../../testing/__testUtils__/cassettes';
import {
  callOf,
  providerConfig,
  readAnswer,
  resilience,
} from '../../testing/upstreamKit';
import type { Usage } from '../../quota/types';
import type { Upstreams } from '../types';
import { createProviderKeys } from '../upstream/keys';
import { createUpstreams } from '../upstream/upstreams';

const folder = join(
  process.env.WAYMARK_CONFORMANCE_DIR ??
    resolve(__dirname, '../../../../../../shared/conformance'),
  'openai/cassettes',
);

const OPERATIONS = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/responses': 'responses',
  '/v1/embeddings': 'embeddings',
} as const;

/** By another way than the taps: all of it is parsed. */
function usageSaid(recording: Recording): Usage | null {
  const text = recording.body.toString('utf8');
  const objects = recording.type.startsWith('text/event-stream')
    ? text
        .split('\n')
        .filter(line => line.startsWith('data: {'))
        .map(line => JSON.parse(line.slice(6)))
    : [JSON.parse(text)];
  const usage = objects.map(object => object.usage).findLast(Boolean);
  return usage
    ? {
        input: usage.prompt_tokens,
        cachedInput: usage.prompt_tokens_details?.cached_tokens ?? 0,
        output: usage.completion_tokens ?? 0,
      }
    : null;
}

describe('recorded answers', () => {
  const recordings = readCassettes(folder).filter(
    ({ path, requestType }) =>
      path in OPERATIONS && requestType.startsWith('application/json'),
  );
  let mock: MockUpstream;
  let upstreams: Upstreams;

  beforeAll(async () => {
    mock = await startMockUpstream({ recordings });
    const providers = {
      up: providerConfig({ kind: 'openai', baseUrl: mock.baseUrl }),
    };
    upstreams = createUpstreams(providers, resilience, {
      keys: createProviderKeys(providers),
    });
  });

  afterAll(async () => {
    await upstreams.close();
    await mock.close();
  });

  it('are there, or the lack of them was said', () => {
    expect([0, 26]).toContain(recordings.length);
  });

  const send = async (recording: Recording) => {
    const call = callOf({
      provider: 'up',
      model: `cassette-${recording.name}`,
      operation: OPERATIONS[recording.path as keyof typeof OPERATIONS],
      bytes: recording.request,
      outputCap: 4_096,
    });
    const answer = await upstreams.call(call);
    return { call, answer, ...(await readAnswer(answer)) };
  };
  const cases = (failed: boolean) =>
    recordings
      .filter(({ status }) => status >= 400 === failed)
      .map(recording => [recording.name, recording] as const);

  it.each(cases(false))(
    'pass unaltered and are counted: %s',
    async (_name, recording) => {
      const { call, answer, text, outcome } = await send(recording);
      const options = call.body.value.stream_options as
        | { include_usage?: boolean }
        | undefined;
      const original = recording.body.toString('utf8');
      const expected = original
        .split(/(?<=\n\n)/)
        .filter(
          event =>
            options?.include_usage === true ||
            !event.includes('"choices":[],"usage":{'),
        )
        .join('');
      expect(answer.status).toBe(200);
      expect(text).toBe(call.stream ? expected : original);
      expect(outcome).toMatchObject({
        end: 'complete',
        usage: usageSaid(recording),
      });
    },
  );

  it.each(cases(true))(
    'keep status and code of an error: %s',
    async (_name, recording) => {
      const { answer, text, outcome } = await send(recording);
      const said = JSON.parse(recording.body.toString()).error;
      expect(answer.status).toBe(recording.status);
      expect(outcome).toMatchObject({ end: 'upstream_error', billed: false });
      expect(JSON.parse(text).error).toMatchObject({
        type: said.type,
        code: said.code,
        param: said.param,
      });
    },
  );
});
