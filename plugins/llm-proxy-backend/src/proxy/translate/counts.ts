import type { Usage } from '../../quota/types';
import type { Json } from './common';

/** Usage as a chat completion reports it. */
export function chatUsage(usage: Usage): Json {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cachedInput },
  };
}

/** Usage as a message reports it: what came from the cache is counted apart. */
export function messageUsage(usage: Usage | null): Json {
  return {
    input_tokens: usage ? usage.input - usage.cachedInput : 0,
    cache_creation_input_tokens: 0,
    cache_read_input_tokens: usage?.cachedInput ?? 0,
    output_tokens: usage?.output ?? 0,
  };
}
