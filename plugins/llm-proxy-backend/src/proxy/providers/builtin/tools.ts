import type { UpstreamCall } from '../../types';
import { isObject } from '../taps/sse';

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** Text of a JSON object, in ASCII. */
  readonly arguments: string;
}

interface Tool {
  readonly name: string;
  readonly schema: unknown;
}

/** Deep enough for any example; a schema that refers to itself ends here. */
const DEEPEST = 6;

/**
 * A call of a tool, when one is demanded, or named by the last message of the
 * user.
 */
export function chooseTool(call: UpstreamCall, hash: string): ToolCall | null {
  const { value } = call.body;
  const tools = (Array.isArray(value.tools) ? value.tools : [])
    .map(readTool)
    .filter(tool => tool !== null);
  const tool = pick(tools, value.tool_choice, lastWords(value));
  return (
    tool && {
      id: `call_builtin_${hash.slice(0, 16)}`,
      name: tool.name,
      arguments: ascii(JSON.stringify(example(tool.schema, 0) ?? {})),
    }
  );
}

function readTool(value: unknown): Tool | null {
  if (!isObject(value)) {
    return null;
  }
  const fn = isObject(value.function) ? value.function : value;
  return typeof fn.name === 'string'
    ? { name: fn.name, schema: fn.parameters ?? fn.input_schema }
    : null;
}

function pick(tools: Tool[], choice: unknown, words: string | null) {
  if (isObject(choice)) {
    const fn = isObject(choice.function) ? choice.function : choice;
    const named = tools.find(tool => tool.name === fn.name);
    if (named || choice.type === 'none') {
      return named ?? null;
    }
    if (choice.type === 'any') {
      return tools[0] ?? null;
    }
  }
  if (choice === 'none' || words === null) {
    return null;
  }
  return choice === 'required'
    ? tools[0] ?? null
    : tools.find(tool => words.includes(tool.name)) ?? null;
}

/** What the user said last; null when the last word was a result of a tool. */
function lastWords(value: Readonly<Record<string, unknown>>): string | null {
  const turns = value.messages ?? value.input;
  if (typeof turns === 'string') {
    return turns;
  }
  const last = Array.isArray(turns) ? turns.at(-1) : undefined;
  if (
    !isObject(last) ||
    last.role === 'tool' ||
    last.type === 'function_call_output'
  ) {
    return null;
  }
  const text = JSON.stringify(last.content ?? '');
  return text.includes('"tool_result"') ? null : text;
}

/** A value that fits the common part of JSON Schema. */
function example(schema: unknown, depth: number): unknown {
  if (!isObject(schema) || depth > DEEPEST) {
    return null;
  }
  if (Array.isArray(schema.enum) && schema.enum.length > 0) {
    return schema.enum[0];
  }
  if ('const' in schema) {
    return schema.const;
  }
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  switch (type) {
    case 'string':
      return 'example';
    case 'integer':
    case 'number':
      return typeof schema.minimum === 'number' ? schema.minimum : 1;
    case 'boolean':
      return true;
    case 'array':
      return [];
    case 'null':
      return null;
    default:
      return members(schema, depth);
  }
}

function members(schema: Record<string, unknown>, depth: number) {
  const properties = isObject(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required)
    ? schema.required
    : Object.keys(properties);
  return Object.fromEntries(
    required
      .filter(
        name => typeof name === 'string' && Object.hasOwn(properties, name),
      )
      .map(name => [name, example(properties[name], depth + 1)]),
  );
}

/** With escapes instead of other characters, so that any cut leaves valid UTF-8. */
function ascii(json: string): string {
  return json.replace(
    /[\u0080-\uffff]/g,
    unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
