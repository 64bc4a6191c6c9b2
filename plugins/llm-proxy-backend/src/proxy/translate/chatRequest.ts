import type { UpstreamCall } from '../types';
import {
  UnsupportedPart,
  compact,
  isAbsent,
  listAt,
  objectAt,
  onlyKnown,
  textAt,
  type Json,
} from './common';
import { chatTurns } from './chatTurns';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'stop',
  'stream',
  'stream_options',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'user',
]);

const IDLE = {
  n: ['1'],
  store: ['false'],
  logprobs: ['false'],
  top_logprobs: ['0'],
  frequency_penalty: ['0'],
  presence_penalty: ['0'],
  logit_bias: ['{}'],
  modalities: ['["text"]'],
  service_tier: ['"auto"', '"default"'],
  response_format: ['{"type":"text"}'],
};

/**
 * A chat request as a request for Anthropic's messages.
 *
 * @throws UnsupportedPart with the name of what has no counterpart.
 */
export function chatRequest(call: UpstreamCall): Json {
  const { value } = call.body;
  onlyKnown(value as Json, '', KNOWN, IDLE);
  const tools = listAt(value.tools, 'tools').map(readTool);
  return compact({
    model: call.model.model,
    max_tokens: call.outputCap ?? call.model.maxOutputTokens,
    ...chatTurns(listAt(value.messages, 'messages')),
    temperature: readTemperature(value.temperature),
    top_p: value.top_p ?? undefined,
    stop_sequences: readStop(value.stop),
    stream: call.stream || undefined,
    tools: tools.length > 0 ? tools : undefined,
    tool_choice: tools.length > 0 ? readToolChoice(value) : undefined,
    metadata: isAbsent(value.user)
      ? undefined
      : { user_id: textAt(value.user, 'user') },
  });
}

function readTemperature(value: unknown): unknown {
  if (typeof value === 'number' && value > 1) {
    throw new UnsupportedPart('temperature', 'it goes from 0 to 1');
  }
  return value ?? undefined;
}

function readStop(value: unknown): string[] | undefined {
  if (isAbsent(value)) {
    return undefined;
  }
  const list = typeof value === 'string' ? [value] : listAt(value, 'stop');
  return list.map((item, at) => textAt(item, `stop[${at}]`));
}

function readTool(value: unknown, at: number): Json {
  const name = `tools[${at}]`;
  const tool = objectAt(value, name);
  if (tool.type !== 'function') {
    throw new UnsupportedPart(`${name}.type`);
  }
  onlyKnown(tool, name, new Set(['type', 'function']));
  const fn = objectAt(tool.function, `${name}.function`);
  onlyKnown(
    fn,
    `${name}.function`,
    new Set(['name', 'description', 'parameters']),
    { strict: ['false'] },
  );
  return compact({
    name: textAt(fn.name, `${name}.function.name`),
    description: fn.description ?? undefined,
    input_schema: fn.parameters ?? { type: 'object', properties: {} },
  });
}

function readToolChoice(value: Readonly<Json>): Json | undefined {
  const single =
    value.parallel_tool_calls === false
      ? { disable_parallel_tool_use: true }
      : undefined;
  const choice = value.tool_choice;
  switch (choice) {
    case undefined:
    case null:
      return single && { type: 'auto', ...single };
    case 'none':
      return { type: 'none' };
    case 'auto':
      return { type: 'auto', ...single };
    case 'required':
      return { type: 'any', ...single };
    default: {
      const object = objectAt(choice, 'tool_choice');
      if (object.type !== 'function') {
        throw new UnsupportedPart('tool_choice.type');
      }
      const fn = objectAt(object.function, 'tool_choice.function');
      return {
        type: 'tool',
        name: textAt(fn.name, 'tool_choice.function.name'),
        ...single,
      };
    }
  }
}
