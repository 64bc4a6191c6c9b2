import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  any,
  flag,
  isObject,
  listOf,
  number,
  object,
  oneOf,
  onlyFalse,
  text,
  whole,
  type Check,
} from './checks';
import {
  anthropicMessages,
  anthropicTools,
  blocks,
  chatMessages,
  embeddingInput,
  functionTools,
  responseFormat,
  responsesInput,
} from './contents';

/** The parameters of an operation: all that it takes, and what it needs. */
export interface ParameterTable {
  readonly checks: ReadonlyMap<string, Check>;
  readonly required: readonly string[];
  /** Names of the caller's own limit on the output. */
  readonly caps: readonly string[];
}

const MAX_TOKENS = 100_000_000;
const MAX_SAMPLES = 128;
const cap = whole(1, MAX_TOKENS);
/** Priority is billed higher than any price here says. */
const tier = oneOf('auto', 'default', 'flex', 'standard_only');
const streamOptions: Check = value =>
  isObject(value) &&
  Object.keys(value).every(
    name => name === 'include_usage' || name === 'include_obfuscation',
  )
    ? null
    : 'unsupported';

/** In both dialects of one call after another, and in none that costs. */
const common: ReadonlyArray<readonly [string, Check]> = [
  ['model', text],
  ['temperature', number],
  ['top_p', number],
];
const openai: ReadonlyArray<readonly [string, Check]> = [
  ...common,
  ['user', text],
  ['stream', flag],
  ['stream_options', streamOptions],
];
const tools: ReadonlyArray<readonly [string, Check]> = [
  ['tools', functionTools],
  ['tool_choice', any],
  ['parallel_tool_calls', flag],
  ['safety_identifier', text],
  ['prompt_cache_key', text],
  ['service_tier', tier],
  ['metadata', object],
  ['top_logprobs', whole(0, 20)],
];
const sampling: ReadonlyArray<readonly [string, Check]> = [
  ['n', whole(1, MAX_SAMPLES)],
  ['stop', any],
  ['seed', whole(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)],
  ['logit_bias', object],
  ['presence_penalty', number],
  ['frequency_penalty', number],
];

const chat: ParameterTable = {
  checks: new Map([
    ...openai,
    ...tools,
    ...sampling,
    ['messages', chatMessages],
    ['max_tokens', cap],
    ['max_completion_tokens', cap],
    ['logprobs', flag],
    ['response_format', responseFormat],
    ['reasoning_effort', text],
    ['verbosity', text],
    ['functions', listOf(object, MAX_SAMPLES)],
    ['function_call', any],
    ['modalities', listOf(oneOf('text'), 1)],
    ['store', onlyFalse],
  ]),
  required: ['model', 'messages'],
  caps: ['max_completion_tokens', 'max_tokens'],
};

const prompt: Check = value =>
  typeof value === 'string' ? null : embeddingInput(value);

const completions: ParameterTable = {
  checks: new Map([
    ...openai,
    ...sampling,
    ['prompt', prompt],
    ['max_tokens', cap],
    ['echo', flag],
    ['suffix', text],
    ['logprobs', whole(0, 5)],
  ]),
  required: ['model', 'prompt'],
  caps: ['max_tokens'],
};

const responses: ParameterTable = {
  checks: new Map([
    ...openai,
    ...tools,
    ['input', responsesInput],
    ['instructions', text],
    ['max_output_tokens', cap],
    ['max_tool_calls', whole(0, MAX_TOKENS)],
    ['text', object],
    ['reasoning', object],
    [
      'include',
      listOf(
        oneOf('reasoning.encrypted_content', 'message.output_text.logprobs'),
        8,
      ),
    ],
    ['truncation', oneOf('auto', 'disabled')],
    // Sent as false whatever the caller says.
    ['store', flag],
    ['background', onlyFalse],
  ]),
  required: ['model', 'input'],
  caps: ['max_output_tokens'],
};

const embeddings: ParameterTable = {
  checks: new Map<string, Check>([
    ['model', text],
    ['input', embeddingInput],
    ['encoding_format', oneOf('float', 'base64')],
    ['dimensions', whole(1, MAX_TOKENS)],
    ['user', text],
  ]),
  required: ['model', 'input'],
  caps: [],
};

const counted: ReadonlyArray<readonly [string, Check]> = [
  ['model', text],
  ['messages', anthropicMessages],
  ['system', blocks],
  ['tools', anthropicTools],
  ['tool_choice', object],
  ['thinking', object],
];

const messages: ParameterTable = {
  checks: new Map([
    ...counted,
    ...common,
    ['max_tokens', cap],
    ['stream', flag],
    ['stop_sequences', listOf(text, 64)],
    ['top_k', whole(0, MAX_TOKENS)],
    ['metadata', object],
    ['service_tier', tier],
  ]),
  required: ['model', 'messages', 'max_tokens'],
  caps: ['max_tokens'],
};

const countTokens: ParameterTable = {
  checks: new Map(counted),
  required: ['model', 'messages'],
  caps: [],
};

/**
 * Only what can be priced, and what shows nobody else's: all that is not
 * listed is refused by its name.
 */
export const PARAMETERS: Readonly<Record<LlmOperation, ParameterTable>> = {
  chat,
  completions,
  responses,
  embeddings,
  messages,
  count_tokens: countTokens,
};
