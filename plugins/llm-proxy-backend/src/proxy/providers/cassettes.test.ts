import {
  startMockUpstream,
  type MockUpstream,
} from '../../testing/mockUpstream';
import {
  cassetteFolder,
  readCassettes,
  type Recording,
} from '../../testing/cassettes';
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
  const recordings = readCassettes(cassetteFolder()).filter(
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

  it.each(recordings.map(recording => [recording.name, recording] as const))(
    'pass unaltered and are counted: %s',
    async (name, recording) => {
      const call = callOf({
        provider: 'up',
        model: `cassette-${name}`,
        operation: OPERATIONS[recording.path as keyof typeof OPERATIONS],
        bytes: recording.request,
        outputCap: 4_096,
      });
      const answer = await upstreams.call(call);
      const { text, outcome } = await readAnswer(answer);
      expect(answer.status).toBe(recording.status);
      if (recording.status >= 400) {
        const said = JSON.parse(recording.body.toString()).error;
        expect(outcome).toMatchObject({ end: 'upstream_error', billed: false });
        expect(JSON.parse(text).error).toMatchObject({
          type: said.type,
          code: said.code,
          param: said.param,
        });
        return;
      }
      const asked =
        (call.body.value.stream_options as { include_usage?: boolean })
          ?.include_usage === true;
      const expected = recording.body
        .toString('utf8')
        .split(/(?<=\n\n)/)
        .filter(event => asked || !event.includes('"choices":[],"usage":{'))
        .join('');
      expect(text).toBe(
        call.stream ? expected : recording.body.toString('utf8'),
      );
      expect(outcome).toMatchObject({
        end: 'complete',
        usage: usageSaid(recording),
      });
    },
  );
});
