import type { Usage } from '../../../quota/types';
import { isObject } from './sse';

/** A count as providers write it; anything else is no report. */
function count(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
    ? value
    : null;
}

/** A part that may be left out, and then is nothing. */
function part(value: unknown): number | null {
  return value === undefined || value === null ? 0 : count(value);
}

/**
 * Usage as OpenAI reports it: chat and completions name it prompt and
 * completion, responses input and output; embeddings have no output. Zero is
 * zero.
 */
export function openaiUsage(value: unknown): Usage | null {
  if (!isObject(value)) {
    return null;
  }
  const input = count(value.prompt_tokens ?? value.input_tokens);
  const output = part(value.completion_tokens ?? value.output_tokens);
  const details = value.prompt_tokens_details ?? value.input_tokens_details;
  const cached = isObject(details) ? part(details.cached_tokens) : 0;
  if (input === null || output === null || cached === null) {
    return null;
  }
  return { input, cachedInput: Math.min(cached, input), output };
}

/**
 * Usage as Anthropic reports it: what is read from and written to its cache is
 * counted apart, and belongs to the input.
 */
export function anthropicUsage(value: unknown): Usage | null {
  if (!isObject(value)) {
    return null;
  }
  const fresh = count(value.input_tokens);
  const output = part(value.output_tokens);
  const read = part(value.cache_read_input_tokens);
  const written = part(value.cache_creation_input_tokens);
  if (fresh === null || output === null || read === null || written === null) {
    return null;
  }
  return { input: fresh + read + written, cachedInput: read, output };
}
