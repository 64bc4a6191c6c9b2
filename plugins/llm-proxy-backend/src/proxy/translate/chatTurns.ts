import { parseObject } from '../providers/taps/sse';
import {
  UnsupportedPart,
  isAbsent,
  listAt,
  objectAt,
  onlyKnown,
  readDataUrl,
  textAt,
  type Json,
} from './common';

const SYSTEM_ROLES: ReadonlySet<unknown> = new Set(['system', 'developer']);

/** The conversation of a chat request as `system` and `messages` of Anthropic's. */
export function chatTurns(messages: readonly unknown[]): {
  system?: Json[];
  messages: Json[];
} {
  const system: Json[] = [];
  const turns: Array<{ role: string; content: Json[]; results: boolean }> = [];
  messages.forEach((item, at) => {
    const name = `messages[${at}]`;
    const message = objectAt(item, name);
    if (SYSTEM_ROLES.has(message.role)) {
      if (turns.length > 0) {
        // Moved to the front, it would speak about what comes before it, too.
        throw new UnsupportedPart(
          `${name}.role`,
          'instructions must come first',
        );
      }
      onlyKnown(message, name, new Set(['role', 'content']));
      system.push(...texts(message.content, `${name}.content`));
      return;
    }
    const turn = readTurn(message, name);
    const last = turns.at(-1);
    // Results of tools, and what the user says to them, are one message.
    if (last?.results && turn.role === 'user') {
      last.content.push(...turn.content);
      last.results = turn.results;
    } else {
      turns.push(turn);
    }
  });
  return {
    ...(system.length > 0 && { system }),
    messages: turns.map(({ role, content }) => ({ role, content })),
  };
}

function readTurn(message: Json, name: string) {
  switch (message.role) {
    case 'user':
      onlyKnown(message, name, new Set(['role', 'content']));
      return {
        role: 'user',
        content: userContent(message.content, `${name}.content`),
        results: false,
      };
    case 'assistant':
      return {
        role: 'assistant',
        content: assistantContent(message, name),
        results: false,
      };
    case 'tool':
      onlyKnown(message, name, new Set(['role', 'content', 'tool_call_id']));
      return {
        role: 'user',
        content: [toolResult(message, name)],
        results: true,
      };
    default:
      throw new UnsupportedPart(`${name}.role`);
  }
}

function textBlock(text: string): Json {
  return { type: 'text', text };
}

/** Content that may be text only. Empty text is no block. */
function texts(content: unknown, name: string): Json[] {
  if (typeof content === 'string') {
    return content === '' ? [] : [textBlock(content)];
  }
  return listAt(content, name).map((item, at) =>
    textPart(objectAt(item, `${name}[${at}]`), `${name}[${at}]`),
  );
}

function textPart(part: Json, name: string): Json {
  if (part.type !== 'text') {
    throw new UnsupportedPart(`${name}.type`);
  }
  return textBlock(textAt(part.text, `${name}.text`));
}

function userContent(content: unknown, name: string): Json[] {
  if (typeof content === 'string') {
    return [textBlock(content)];
  }
  return listAt(content, name).map((item, at) => {
    const where = `${name}[${at}]`;
    const part = objectAt(item, where);
    if (part.type !== 'image_url') {
      return textPart(part, where);
    }
    const image = objectAt(part.image_url, `${where}.image_url`);
    onlyKnown(image, `${where}.image_url`, new Set(['url']), {
      detail: ['"auto"'],
    });
    const { mediaType, data } = readDataUrl(
      image.url,
      `${where}.image_url.url`,
    );
    return {
      type: 'image',
      source: { type: 'base64', media_type: mediaType, data },
    };
  });
}

function assistantContent(message: Json, name: string): Json[] {
  onlyKnown(
    message,
    name,
    new Set(['role', 'content', 'refusal', 'tool_calls']),
    {
      annotations: ['[]'],
    },
  );
  const content = isAbsent(message.content)
    ? []
    : assistantTexts(message.content, `${name}.content`);
  if (!isAbsent(message.refusal)) {
    content.push(textBlock(textAt(message.refusal, `${name}.refusal`)));
  }
  const calls = listAt(message.tool_calls, `${name}.tool_calls`);
  return [
    ...content,
    ...calls.map((call, at) => toolUse(call, `${name}.tool_calls[${at}]`)),
  ];
}

function assistantTexts(content: unknown, name: string): Json[] {
  if (!Array.isArray(content)) {
    return texts(content, name);
  }
  return content.flatMap((item, at) => {
    const part = objectAt(item, `${name}[${at}]`);
    return part.type === 'refusal'
      ? texts(part.refusal, `${name}[${at}].refusal`)
      : [textPart(part, `${name}[${at}]`)];
  });
}

function toolUse(value: unknown, name: string): Json {
  const call = objectAt(value, name);
  if (call.type !== 'function') {
    throw new UnsupportedPart(`${name}.type`);
  }
  const fn = objectAt(call.function, `${name}.function`);
  const text = textAt(fn.arguments, `${name}.function.arguments`);
  const input = parseObject(text === '' ? '{}' : text);
  if (!input) {
    throw new UnsupportedPart(
      `${name}.function.arguments`,
      'it must be the text of a JSON object',
    );
  }
  return {
    type: 'tool_use',
    id: textAt(call.id, `${name}.id`),
    name: textAt(fn.name, `${name}.function.name`),
    input,
  };
}

function toolResult(message: Json, name: string): Json {
  return {
    type: 'tool_result',
    tool_use_id: textAt(message.tool_call_id, `${name}.tool_call_id`),
    content: texts(message.content, `${name}.content`),
  };
}
