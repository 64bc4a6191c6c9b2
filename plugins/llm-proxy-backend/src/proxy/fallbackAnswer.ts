import type { KeptAnswer } from './Call';
import type { Ask } from './parameters/readAsk';

const NOTICE =
  'No model can be reached at the moment. This is a fixed notice of the proxy, not the answer of a model.';

/**
 * A fixed answer in the manner of the operation, for callers who would rather
 * show a notice than an error. Null where a made-up answer could be taken for
 * a real one.
 *
 * @param seconds - Since the epoch.
 */
export function fallbackAnswer(
  ask: Ask,
  requestId: string,
  seconds: number,
): KeptAnswer | null {
  const objects = objectsOf(ask, requestId, seconds);
  if (objects === null) {
    return null;
  }
  if (!ask.stream) {
    const body = Buffer.from(JSON.stringify(objects.whole));
    return { status: 200, type: 'application/json', body };
  }
  const events = objects.events.map(event => {
    const name = (event as { type?: string }).type;
    const head = name === undefined ? '' : `event: ${name}\n`;
    return `${head}data: ${JSON.stringify(event)}\n\n`;
  });
  const isOpenAi = ask.operation === 'chat' || ask.operation === 'completions';
  const body = Buffer.from(
    events.join('') + (isOpenAi ? 'data: [DONE]\n\n' : ''),
  );
  return { status: 200, type: 'text/event-stream; charset=utf-8', body };
}

interface Objects {
  readonly whole: object;
  readonly events: readonly object[];
}

function objectsOf(ask: Ask, id: string, created: number): Objects | null {
  switch (ask.operation) {
    case 'chat':
      return chat({ id, created, model: ask.alias });
    case 'completions':
      return completion({ id, created, model: ask.alias });
    case 'messages':
      return message({ id, model: ask.alias });
    default:
      return null;
  }
}

const NO_TOKENS = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };

function chat(base: object): Objects {
  const message_ = { role: 'assistant', content: NOTICE, refusal: null };
  const rest = { index: 0, finish_reason: 'stop', logprobs: null };
  return {
    whole: {
      ...base,
      object: 'chat.completion',
      choices: [{ ...rest, message: message_ }],
      usage: NO_TOKENS,
    },
    events: [
      {
        ...base,
        object: 'chat.completion.chunk',
        choices: [{ ...rest, delta: { role: 'assistant', content: NOTICE } }],
      },
    ],
  };
}

function completion(base: object): Objects {
  const whole = {
    ...base,
    object: 'text_completion',
    choices: [
      { index: 0, text: NOTICE, finish_reason: 'stop', logprobs: null },
    ],
    usage: NO_TOKENS,
  };
  return { whole, events: [whole] };
}

function message(base: object): Objects {
  const usage = { input_tokens: 0, output_tokens: 0 };
  const empty = {
    ...base,
    type: 'message',
    role: 'assistant',
    content: [],
    stop_reason: null,
    stop_sequence: null,
    usage,
  };
  return {
    whole: {
      ...empty,
      content: [{ type: 'text', text: NOTICE }],
      stop_reason: 'end_turn',
    },
    events: [
      { type: 'message_start', message: empty },
      {
        type: 'content_block_start',
        index: 0,
        content_block: { type: 'text', text: '' },
      },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text: NOTICE },
      },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'end_turn', stop_sequence: null },
        usage,
      },
      { type: 'message_stop' },
    ],
  };
}
