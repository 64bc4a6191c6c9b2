/** What the mock says, in both dialects; words are tokens. */

export interface MockPlan {
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Null leaves usage out of the answer. */
  readonly usage: { readonly input: number; readonly output: number } | null;
  readonly includeUsage: boolean;
  /** Bytes of padding in the first event. */
  readonly padding: number;
}

export type MockRoute =
  | 'chat'
  | 'completions'
  | 'responses'
  | 'embeddings'
  | 'messages'
  | 'count_tokens';

function openaiUsage(plan: MockPlan) {
  return plan.usage
    ? {
        prompt_tokens: plan.usage.input,
        completion_tokens: plan.usage.output,
        total_tokens: plan.usage.input + plan.usage.output,
      }
    : undefined;
}

function inOutUsage(plan: MockPlan) {
  return plan.usage
    ? { input_tokens: plan.usage.input, output_tokens: plan.usage.output }
    : undefined;
}

function words(plan: MockPlan): string[] {
  return Array.from(
    { length: plan.outputTokens },
    (_, at) => `w${at}${at === 0 ? 'x'.repeat(plan.padding) : ''} `,
  );
}

/** The answer as one JSON object. */
export function wholeAnswer(route: MockRoute, plan: MockPlan): object {
  const text = words(plan).join('');
  const base = { id: 'mock-1', model: plan.model, created: 1 };
  switch (route) {
    case 'chat':
      return {
        ...base,
        object: 'chat.completion',
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: text, refusal: null },
            logprobs: null,
            finish_reason: 'stop',
          },
        ],
        usage: openaiUsage(plan),
      };
    case 'completions':
      return {
        ...base,
        object: 'text_completion',
        choices: [{ index: 0, text, logprobs: null, finish_reason: 'stop' }],
        usage: openaiUsage(plan),
      };
    case 'responses':
      return {
        ...base,
        object: 'response',
        status: 'completed',
        output: [
          {
            type: 'message',
            role: 'assistant',
            content: [{ type: 'output_text', text, annotations: [] }],
          },
        ],
        usage: inOutUsage(plan),
      };
    case 'embeddings':
      return {
        object: 'list',
        data: [{ object: 'embedding', index: 0, embedding: [0.5, -0.5] }],
        model: plan.model,
        usage: openaiUsage(plan),
      };
    case 'messages':
      return {
        ...base,
        type: 'message',
        role: 'assistant',
        content: [{ type: 'text', text }],
        stop_reason: 'end_turn',
        stop_sequence: null,
        usage: inOutUsage(plan),
      };
    default:
      return { input_tokens: plan.inputTokens };
  }
}

function data(value: unknown, name?: string): string {
  const head = name ? `event: ${name}\n` : '';
  return `${head}data: ${JSON.stringify(value)}\n\n`;
}

/** The answer as events; the last ones end the stream. */
export function streamAnswer(route: MockRoute, plan: MockPlan): string[] {
  switch (route) {
    case 'messages':
      return messageEvents(plan);
    case 'responses':
      return responseEvents(plan);
    default:
      return chunkEvents(route, plan);
  }
}

function chunkEvents(route: MockRoute, plan: MockPlan): string[] {
  const chat = route === 'chat';
  const base = {
    id: 'mock-1',
    object: chat ? 'chat.completion.chunk' : 'text_completion',
    created: 1,
    model: plan.model,
  };
  const chunk = (text: string, finish: string | null) =>
    data({
      ...base,
      choices: [
        {
          index: 0,
          ...(chat ? { delta: { content: text } } : { text }),
          logprobs: null,
          finish_reason: finish,
        },
      ],
      ...(plan.includeUsage && { usage: null }),
    });
  return [
    ...words(plan).map(word => chunk(word, null)),
    chunk('', 'stop'),
    ...(plan.includeUsage && plan.usage
      ? [data({ ...base, choices: [], usage: openaiUsage(plan) })]
      : []),
    'data: [DONE]\n\n',
  ];
}

function responseEvents(plan: MockPlan): string[] {
  let sequence = 0;
  const event = (type: string, more: object) =>
    data({ type, sequence_number: sequence++, ...more }, type);
  const begun = { id: 'mock-1', object: 'response', usage: null, error: null };
  return [
    event('response.created', { response: begun }),
    ...words(plan).map(delta =>
      event('response.output_text.delta', {
        item_id: 'm',
        output_index: 0,
        content_index: 0,
        delta,
      }),
    ),
    event('response.completed', {
      response: {
        ...begun,
        status: 'completed',
        usage: inOutUsage(plan) ?? null,
      },
    }),
  ];
}

function messageEvents(plan: MockPlan): string[] {
  const event = (value: { type: string; [member: string]: unknown }) =>
    data(value, value.type);
  return [
    event({
      type: 'message_start',
      message: {
        id: 'mock-1',
        type: 'message',
        role: 'assistant',
        model: plan.model,
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage: plan.usage
          ? { input_tokens: plan.usage.input, output_tokens: 1 }
          : undefined,
      },
    }),
    event({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: '' },
    }),
    event({ type: 'ping' }),
    ...words(plan).map(text =>
      event({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      }),
    ),
    event({ type: 'content_block_stop', index: 0 }),
    event({
      type: 'message_delta',
      delta: { stop_reason: 'end_turn', stop_sequence: null },
      usage: plan.usage ? { output_tokens: plan.usage.output } : undefined,
    }),
    event({ type: 'message_stop' }),
  ];
}
