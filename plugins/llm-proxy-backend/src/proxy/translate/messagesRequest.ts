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
import { messageTurns } from './messageTurns';

const KNOWN: ReadonlySet<string> = new Set([
  'model',
  'messages',
  'system',
  'max_tokens',
  'temperature',
  'top_p',
  'stop_sequences',
  'stream',
  'tools',
  'tool_choice',
  'metadata',
]);

const IDLE = {
  thinking: ['{"type":"disabled"}'],
  service_tier: ['"auto"', '"standard_only"'],
  mcp_servers: ['[]'],
};

/** OpenAI takes no more. */
const MOST_STOPS = 4;

/**
 * A request for Anthropic's messages as a chat request.
 *
 * @param outputCap - Name of the member that caps the output.
 * @throws UnsupportedPart with the name of what has no counterpart.
 */
export function messagesRequest(call: UpstreamCall, outputCap: string): Json {
  const { value } = call.body;
  onlyKnown(value as Json, '', KNOWN, IDLE);
  const tools = listAt(value.tools, 'tools').map(readTool);
  return compact({
    model: call.model.model,
    messages: messageTurns(value.system, listAt(value.messages, 'messages')),
    [outputCap]: call.outputCap ?? call.model.maxOutputTokens,
    temperature: value.temperature ?? undefined,
    top_p: value.top_p ?? undefined,
    stop: readStops(value.stop_sequences),
    ...(call.stream && {
      stream: true,
      stream_options: { include_usage: true },
    }),
    ...(tools.length > 0 && { tools, ...readToolChoice(value.tool_choice) }),
    user: readUser(value.metadata),
  });
}

function readStops(value: unknown): string[] | undefined {
  const stops = listAt(value, 'stop_sequences');
  if (stops.length > MOST_STOPS) {
    throw new UnsupportedPart('stop_sequences', `at most ${MOST_STOPS}`);
  }
  return stops.length > 0
    ? stops.map((stop, at) => textAt(stop, `stop_sequences[${at}]`))
    : undefined;
}

function readUser(value: unknown): string | undefined {
  if (isAbsent(value)) {
    return undefined;
  }
  const metadata = objectAt(value, 'metadata');
  onlyKnown(metadata, 'metadata', new Set(['user_id']));
  return isAbsent(metadata.user_id)
    ? undefined
    : textAt(metadata.user_id, 'metadata.user_id');
}

function readTool(value: unknown, at: number): Json {
  const name = `tools[${at}]`;
  const tool = objectAt(value, name);
  if (!isAbsent(tool.type) && tool.type !== 'custom') {
    throw new UnsupportedPart(`${name}.type`, 'only tools of the client');
  }
  // A hint for a cache that the other side has not; without it nothing changes.
  onlyKnown(
    tool,
    name,
    new Set(['type', 'name', 'description', 'input_schema', 'cache_control']),
  );
  return {
    type: 'function',
    function: compact({
      name: textAt(tool.name, `${name}.name`),
      description: tool.description ?? undefined,
      parameters: objectAt(tool.input_schema, `${name}.input_schema`),
    }),
  };
}

function readToolChoice(value: unknown): Json {
  if (isAbsent(value)) {
    return {};
  }
  const choice = objectAt(value, 'tool_choice');
  onlyKnown(
    choice,
    'tool_choice',
    new Set(['type', 'name', 'disable_parallel_tool_use']),
  );
  const single =
    choice.disable_parallel_tool_use === true
      ? { parallel_tool_calls: false }
      : {};
  switch (choice.type) {
    case 'auto':
      return { tool_choice: 'auto', ...single };
    case 'any':
      return { tool_choice: 'required', ...single };
    case 'none':
      return { tool_choice: 'none' };
    case 'tool':
      return {
        tool_choice: {
          type: 'function',
          function: { name: textAt(choice.name, 'tool_choice.name') },
        },
        ...single,
      };
    default:
      throw new UnsupportedPart('tool_choice.type');
  }
}
