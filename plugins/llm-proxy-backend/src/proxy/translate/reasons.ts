/** Why a model stopped: Anthropic's `stop_reason` as OpenAI's `finish_reason`. */
const FINISH: Readonly<Record<string, string>> = {
  end_turn: 'stop',
  stop_sequence: 'stop',
  pause_turn: 'stop',
  max_tokens: 'length',
  model_context_window_exceeded: 'length',
  tool_use: 'tool_calls',
  refusal: 'content_filter',
};

const STOP: Readonly<Record<string, string>> = {
  stop: 'end_turn',
  length: 'max_tokens',
  tool_calls: 'tool_use',
  function_call: 'tool_use',
  content_filter: 'refusal',
};

export function finishReason(reason: unknown): string {
  return FINISH[String(reason)] ?? 'stop';
}

export function stopReason(finish: unknown): string {
  return STOP[String(finish)] ?? 'end_turn';
}
