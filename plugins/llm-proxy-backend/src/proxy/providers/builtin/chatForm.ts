import { sseEvent } from '../../upstream/errorEvents';
import { isObject } from '../taps/sse';
import {
  FINGERPRINT,
  type Form,
  type FormContext,
  type FormEvent,
} from './form';

const FINISH = { stop: 'stop', length: 'length', tool: 'tool_calls' } as const;

/** More is not offered. */
const MOST_CHOICES = 16;

/** How many choices a request asks for. */
export function choicesOf(value: Readonly<Record<string, unknown>>): number {
  return typeof value.n === 'number' && value.n > 1
    ? Math.min(MOST_CHOICES, Math.floor(value.n))
    : 1;
}

function usageOf({ said, call }: FormContext) {
  const output = said.outputTokens * choicesOf(call.body.value);
  return {
    prompt_tokens: said.inputTokens,
    completion_tokens: output,
    total_tokens: said.inputTokens + output,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}

function indexes(context: FormContext): number[] {
  return Array.from(
    { length: choicesOf(context.call.body.value) },
    (_, n) => n,
  );
}

/** Usage is the last event, for those who ask. */
function* tail(context: FormContext, start: object): Iterable<FormEvent> {
  const options = context.call.body.value.stream_options;
  if (isObject(options) && options.include_usage === true) {
    const usage = { ...start, choices: [], usage: usageOf(context) };
    yield { bytes: sseEvent(null, usage), piece: '' };
  }
  yield { bytes: Buffer.from('data: [DONE]\n\n'), piece: '' };
}

/** `chat/completions`. */
export function chatForm(context: FormContext): Form {
  const { said, created } = context;
  const start = (object: string) => ({
    id: `chatcmpl-builtin-${said.hash.slice(0, 24)}`,
    object,
    created,
    model: said.model,
    system_fingerprint: FINGERPRINT,
  });
  return {
    whole: () => ({
      ...start('chat.completion'),
      choices: indexes(context).map(index => ({
        index,
        message: {
          role: 'assistant',
          content: said.tool ? null : said.text,
          refusal: null,
          ...(said.tool && { tool_calls: [toolCall(said.tool)] }),
        },
        logprobs: null,
        finish_reason: FINISH[said.finish],
      })),
      usage: usageOf(context),
    }),
    *events() {
      const head = start('chat.completion.chunk');
      const chunk = (
        index: number,
        delta: object,
        piece = '',
        finish: string | null = null,
      ): FormEvent => ({
        piece,
        bytes: sseEvent(null, {
          ...head,
          choices: [{ index, delta, logprobs: null, finish_reason: finish }],
        }),
      });
      for (const index of indexes(context)) {
        yield chunk(index, {
          role: 'assistant',
          content: said.tool ? null : '',
        });
        if (said.tool) {
          const call = toolCall({ ...said.tool, arguments: '' });
          yield chunk(index, { tool_calls: [{ index: 0, ...call }] });
        }
        for (const piece of said.pieces) {
          const delta = said.tool
            ? { tool_calls: [{ index: 0, function: { arguments: piece } }] }
            : { content: piece };
          yield chunk(index, delta, piece);
        }
        yield chunk(index, {}, '', FINISH[said.finish]);
      }
      yield* tail(context, head);
    },
  };
}

function toolCall(tool: { id: string; name: string; arguments: string }) {
  return {
    id: tool.id,
    type: 'function',
    function: { name: tool.name, arguments: tool.arguments },
  };
}

/** `completions`. */
export function completionsForm(context: FormContext): Form {
  const { said, created } = context;
  const start = {
    id: `cmpl-builtin-${said.hash.slice(0, 24)}`,
    object: 'text_completion',
    created,
    model: said.model,
    system_fingerprint: FINGERPRINT,
  };
  const choice = (index: number, text: string, finish: string | null) => ({
    text,
    index,
    logprobs: null,
    finish_reason: finish,
  });
  return {
    whole: () => ({
      ...start,
      choices: indexes(context).map(index =>
        choice(index, said.text, FINISH[said.finish]),
      ),
      usage: usageOf(context),
    }),
    *events() {
      for (const index of indexes(context)) {
        for (const piece of said.pieces) {
          const choices = [choice(index, piece, null)];
          yield { bytes: sseEvent(null, { ...start, choices }), piece };
        }
        const choices = [choice(index, '', FINISH[said.finish])];
        yield { bytes: sseEvent(null, { ...start, choices }), piece: '' };
      }
      yield* tail(context, start);
    },
  };
}
