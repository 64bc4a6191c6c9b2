import { isObject, parseObject } from '../providers/taps/sse';
import { openaiUsage } from '../providers/taps/usage';
import type { Json, TranslationContext } from './common';
import { messageUsage } from './counts';
import { stopReason } from './reasons';

/** A whole chat completion as a message; null when it is none. */
export function message(
  completion: Json,
  context: TranslationContext,
): Json | null {
  const [choice] = Array.isArray(completion.choices) ? completion.choices : [];
  if (!isObject(choice) || !isObject(choice.message)) {
    return null;
  }
  const { content, refusal, tool_calls: calls } = choice.message;
  const blocks: Json[] = [content, refusal]
    .filter(text => typeof text === 'string' && text !== '')
    .map(text => ({ type: 'text', text }));
  for (const call of Array.isArray(calls) ? calls : []) {
    if (isObject(call) && isObject(call.function)) {
      blocks.push({
        type: 'tool_use',
        id: call.id,
        name: call.function.name,
        input: inputOf(call.function.arguments),
      });
    }
  }
  return {
    ...messageHead(context, completion.model),
    content: blocks,
    stop_reason: refusal ? 'refusal' : stopReason(choice.finish_reason),
    stop_sequence: null,
    usage: messageUsage(openaiUsage(completion.usage)),
  };
}

/** What comes before the content. */
export function messageHead(context: TranslationContext, model: unknown): Json {
  return {
    id: `msg_${context.call.attemptId}`,
    type: 'message',
    role: 'assistant',
    model: typeof model === 'string' ? model : context.call.model.model,
  };
}

/** Models do write arguments that are not JSON; a message has no place for those but an object. */
function inputOf(text: unknown): Json {
  const raw = typeof text === 'string' ? text : '';
  return raw.trim() === '' ? {} : parseObject(raw) ?? { arguments: raw };
}
