import { isObject, listOf, typed, type Check, type Problem } from './checks';

const MAX_TOOLS = 512;
const MAX_ITEMS = 100_000;

/** Tools that the caller runs; those that the provider runs are billed apart. */
export const functionTools: Check = listOf(
  typed(['function', 'custom']),
  MAX_TOOLS,
);

export const responseFormat: Check = typed([
  'text',
  'json_object',
  'json_schema',
]);

/** A file by its id would be one of whoever shares the provider's key. */
function part(types: readonly string[]): Check {
  const check = typed(types);
  return value =>
    check(value) ??
    (isObject(value) && value.file_id !== undefined ? 'unsupported' : null);
}

function content(check: Check): Check {
  const list = listOf(check, MAX_ITEMS);
  return value =>
    value === undefined || value === null || typeof value === 'string'
      ? null
      : list(value);
}

const chatContent = content(part(['text', 'refusal', 'image_url']));

/** `messages` of chat completions. */
export const chatMessages: Check = value => {
  if (!Array.isArray(value) || value.length === 0) {
    return 'invalid';
  }
  for (const message of value) {
    if (!isObject(message) || typeof message.role !== 'string') {
      return 'invalid';
    }
    // An answer in sound that the provider kept.
    if (message.audio !== undefined && message.audio !== null) {
      return 'unsupported';
    }
    const problem = chatContent(message.content);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
};

const responsesContent = content(
  part(['input_text', 'output_text', 'refusal', 'input_image']),
);
const ITEMS = [
  'message',
  'function_call',
  'function_call_output',
  'custom_tool_call',
  'custom_tool_call_output',
  'reasoning',
];
const responsesItem: Check = value => {
  const problem = typed(ITEMS, true)(value);
  if (problem !== null || !isObject(value)) {
    return problem;
  }
  const parts =
    value.type === 'function_call_output' ||
    value.type === 'custom_tool_call_output'
      ? value.output
      : value.content;
  return value.type === 'reasoning' ? null : responsesContent(parts);
};

/** `input` of responses: what the history behind an id holds is not in the body. */
export const responsesInput: Check = value =>
  typeof value === 'string' ? null : listOf(responsesItem, MAX_ITEMS)(value);

const BLOCKS = [
  'text',
  'image',
  'tool_use',
  'tool_result',
  'thinking',
  'redacted_thinking',
];

/** Cache writes cost more than input, by a factor that no price here has. */
function block(value: unknown): Problem {
  const problem = typed(BLOCKS)(value);
  if (problem !== null || !isObject(value)) {
    return problem;
  }
  if (value.cache_control !== undefined && value.cache_control !== null) {
    return 'unsupported';
  }
  if (isObject(value.source) && value.source.type === 'file') {
    return 'unsupported';
  }
  return value.type === 'tool_result' ? content(block)(value.content) : null;
}

/** Text, or content blocks of the Anthropic dialect. */
export const blocks: Check = content(block);

/** `messages` of the Anthropic dialect. */
export const anthropicMessages: Check = value => {
  if (!Array.isArray(value) || value.length === 0) {
    return 'invalid';
  }
  for (const message of value) {
    if (!isObject(message) || typeof message.role !== 'string') {
      return 'invalid';
    }
    const problem = blocks(message.content);
    if (problem !== null) {
      return problem;
    }
  }
  return null;
};

const anthropicTool: Check = value => {
  const problem = typed(['custom'], true)(value);
  const cached = isObject(value) && (value.cache_control ?? null) !== null;
  return problem ?? (cached ? 'unsupported' : null);
};

export const anthropicTools: Check = listOf(anthropicTool, MAX_TOOLS);

/** One text or several; numbers are tokens, each at least a byte of the body. */
export const embeddingInput: Check = value => {
  if (typeof value === 'string') {
    return null;
  }
  if (!Array.isArray(value) || value.length === 0) {
    return 'invalid';
  }
  const tokens = (list: readonly unknown[]) =>
    list.every(item => Number.isSafeInteger(item));
  const good =
    tokens(value) ||
    value.every(item => typeof item === 'string') ||
    value.every(item => Array.isArray(item) && tokens(item));
  return good ? null : 'invalid';
};

/** True for a part that is no text: such bodies may be larger. */
export function hasMedia(value: unknown): boolean {
  if (Array.isArray(value)) {
    return value.some(hasMedia);
  }
  if (!isObject(value)) {
    return false;
  }
  return (
    value.type === 'image_url' ||
    value.type === 'input_image' ||
    value.type === 'image' ||
    hasMedia(value.content)
  );
}
