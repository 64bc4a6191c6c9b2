import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  startMockUpstream,
  type MockUpstream,
} from '../../testing/mockUpstream';
import {
  callOf,
  providerConfig,
  readAnswer,
  resilience,
} from '../../testing/upstreamKit';
import { UpstreamError, type Upstreams } from '../types';
import { createProviderKeys } from '../upstream/keys';
import { createUpstreams } from '../upstream/upstreams';

const KINDS = ['builtin', 'openai', 'anthropic'] as const;
const STREAMS: readonly LlmOperation[] = [
  'chat',
  'completions',
  'responses',
  'messages',
];

/** What each kind can do; all else it must refuse. */
const CAN: Record<(typeof KINDS)[number], readonly LlmOperation[]> = {
  builtin: [...STREAMS, 'embeddings', 'count_tokens'],
  openai: [...STREAMS, 'embeddings'],
  anthropic: ['chat', 'messages', 'count_tokens'],
};
const OPERATIONS = CAN.builtin;

const turns = [{ role: 'user', content: 'Say something, in some words.' }];
const BODIES: Record<LlmOperation, Record<string, unknown>> = {
  chat: { model: 'a', messages: turns },
  completions: { model: 'a', prompt: 'Once upon a time' },
  responses: { model: 'a', input: 'Say something' },
  embeddings: { model: 'a', input: ['one', 'two'] },
  messages: { model: 'a', max_tokens: 50, messages: turns },
  count_tokens: { model: 'a', messages: turns },
};

/** How each dialect ends a stream that is whole. */
const LAST: Partial<Record<LlmOperation, string>> = {
  chat: 'data: [DONE]',
  completions: 'data: [DONE]',
  responses: 'event: response.completed',
  messages: 'event: message_stop',
};

describe.each(KINDS)('a provider of kind %s', kind => {
  let mock: MockUpstream;
  let upstreams: Upstreams;

  beforeAll(async () => {
    mock = await startMockUpstream();
    const providers = {
      up: providerConfig({
        kind,
        apiKey: 'key-for-tests',
        baseUrl: kind === 'anthropic' ? mock.origin : mock.baseUrl,
      }),
    };
    upstreams = createUpstreams(providers, resilience, {
      keys: createProviderKeys(providers),
    });
  });

  afterAll(async () => {
    await upstreams.close();
    await mock.close();
  });

  const make = (
    operation: LlmOperation,
    more: Record<string, unknown> = {},
    rest: { signal?: AbortSignal; outputCap?: number; model?: string } = {},
  ) =>
    callOf({
      provider: 'up',
      model: rest.model ?? 'mock-ok',
      operation,
      value: { ...BODIES[operation], ...more },
      ...rest,
    });

  it.each(CAN[kind])('answers %s whole and counts it', async operation => {
    const answer = await upstreams.call(make(operation));
    const { text, outcome } = await readAnswer(answer);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toContain('application/json');
    expect(JSON.parse(text)).not.toHaveProperty('error.message');
    expect(outcome).toMatchObject({ end: 'complete', billed: true });
    expect(outcome.usage).not.toBeNull();
    expect(outcome.usage!.output > 0).toBe(STREAMS.includes(operation));
  });

  it.each(CAN[kind].filter(operation => STREAMS.includes(operation)))(
    'streams %s to its end and counts it the same',
    async operation => {
      const whole = await readAnswer(await upstreams.call(make(operation)));
      const answer = await upstreams.call(make(operation, { stream: true }));
      expect(answer.headers['content-type']).toContain('text/event-stream');
      const { text, outcome } = await readAnswer(answer);
      const events = text.trimEnd().split('\n\n');
      expect(events.at(-1)).toContain(LAST[operation]);
      expect(outcome.end).toBe('complete');
      // The body differs by one member, so the built-in one says another thing.
      const same = kind !== 'builtin';
      expect(outcome.usage).toEqual({
        input: whole.outcome.usage?.input,
        cachedInput: 0,
        output: same ? whole.outcome.usage?.output : outcome.usage?.output,
      });
    },
  );

  it.each(CAN[kind].filter(operation => STREAMS.includes(operation)))(
    'obeys the cap of %s',
    async operation => {
      for (const stream of [true, false]) {
        const { outcome } = await readAnswer(
          await upstreams.call(make(operation, { stream }, { outputCap: 3 })),
        );
        expect(outcome.usage?.output).toBe(3);
      }
    },
  );

  it.each(CAN[kind].filter(operation => STREAMS.includes(operation)))(
    'ends %s when the client leaves',
    async operation => {
      const client = new AbortController();
      const answer = await upstreams.call(
        make(
          operation,
          { stream: true },
          { signal: client.signal, model: 'mock-slow-20' },
        ),
      );
      const chunks = (answer.body as AsyncIterable<Uint8Array>)[
        Symbol.asyncIterator
      ]();
      expect((await chunks.next()).done).toBe(false);
      client.abort();
      while (!(await chunks.next()).done) {
        // What had come before is still read.
      }
      expect((await answer.outcome).end).toBe('aborted');
    },
  );

  it('sends nothing for a client that left before', async () => {
    const client = new AbortController();
    client.abort();
    const before = mock.requests.length;
    const error = await upstreams
      .call(make('chat', {}, { signal: client.signal }))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UpstreamError);
    expect((error as UpstreamError).unsent).toBe(true);
    expect(mock.requests).toHaveLength(before);
  });

  it('refuses what it cannot do, free of charge', async () => {
    const refused = OPERATIONS.filter(
      operation => !CAN[kind].includes(operation),
    );
    for (const operation of refused) {
      const answer = await upstreams.call(make(operation));
      const { text, outcome } = await readAnswer(answer);
      expect(answer.status).toBe(400);
      expect(JSON.parse(text).error.type).toBe('invalid_request_error');
      expect(outcome.billed).toBe(false);
    }
  });
});
