import {
  UnsupportedPart,
  isAbsent,
  listAt,
  objectAt,
  onlyKnown,
  textAt,
  type Json,
} from './common';

const IMAGE = /^image\/(?:png|jpeg|gif|webp)$/;

/** Blocks that belong to the provider that wrote them; they may be left out of a history. */
const PRIVATE: ReadonlySet<unknown> = new Set([
  'thinking',
  'redacted_thinking',
]);

/** `system` and `messages` of Anthropic's as the conversation of a chat request. */
export function messageTurns(
  system: unknown,
  messages: readonly unknown[],
): Json[] {
  const turns: Json[] = [];
  if (!isAbsent(system)) {
    turns.push({ role: 'system', content: plain(system, 'system') });
  }
  messages.forEach((item, at) => {
    const name = `messages[${at}]`;
    const message = objectAt(item, name);
    onlyKnown(message, name, new Set(['role', 'content']));
    const content =
      typeof message.content === 'string'
        ? message.content
        : listAt(message.content, `${name}.content`).map((block, index) =>
            objectAt(block, `${name}.content[${index}]`),
          );
    if (message.role === 'user') {
      turns.push(...userTurns(content, `${name}.content`));
    } else if (message.role === 'assistant') {
      if (at === messages.length - 1) {
        throw new UnsupportedPart(name, 'the answer cannot be begun for it');
      }
      turns.push(assistantTurn(content, `${name}.content`));
    } else {
      throw new UnsupportedPart(`${name}.role`);
    }
  });
  return turns;
}

function textOf(block: Json, name: string): string {
  if (block.type !== 'text') {
    throw new UnsupportedPart(`${name}.type`);
  }
  onlyKnown(block, name, new Set(['type', 'text', 'cache_control']), {
    citations: ['[]'],
  });
  return textAt(block.text, `${name}.text`);
}

/** Text, or parts that are text. */
function plain(content: unknown, name: string): unknown {
  return typeof content === 'string'
    ? content
    : listAt(content, name).map((item, at) => ({
        type: 'text',
        text: textOf(objectAt(item, `${name}[${at}]`), `${name}[${at}]`),
      }));
}

function userTurns(content: string | Json[], name: string): Json[] {
  if (typeof content === 'string') {
    return [{ role: 'user', content }];
  }
  const results: Json[] = [];
  const parts: Json[] = [];
  content.forEach((block, at) => {
    const where = `${name}[${at}]`;
    if (block.type === 'tool_result') {
      results.push(toolTurn(block, where));
    } else if (block.type === 'image') {
      parts.push(imagePart(block, where));
    } else {
      parts.push({ type: 'text', text: textOf(block, where) });
    }
  });
  return parts.length > 0
    ? [...results, { role: 'user', content: parts }]
    : results;
}

function imagePart(block: Json, name: string): Json {
  const source = objectAt(block.source, `${name}.source`);
  const { media_type: mediaType, data } = source;
  if (source.type !== 'base64') {
    throw new UnsupportedPart(
      `${name}.source.type`,
      'images are taken inline only',
    );
  }
  if (typeof mediaType !== 'string' || !IMAGE.test(mediaType)) {
    throw new UnsupportedPart(`${name}.source.media_type`);
  }
  return {
    type: 'image_url',
    image_url: {
      url: `data:${mediaType};base64,${textAt(data, `${name}.source.data`)}`,
    },
  };
}

function toolTurn(block: Json, name: string): Json {
  onlyKnown(
    block,
    name,
    new Set(['type', 'tool_use_id', 'content', 'is_error', 'cache_control']),
  );
  const content = isAbsent(block.content)
    ? ''
    : plain(block.content, `${name}.content`);
  return {
    role: 'tool',
    tool_call_id: textAt(block.tool_use_id, `${name}.tool_use_id`),
    content: block.is_error === true ? asError(content) : content,
  };
}

/** Chat has no mark for a failed tool, so the text says it. */
function asError(content: unknown): unknown {
  return Array.isArray(content)
    ? [{ type: 'text', text: 'Error:' }, ...content]
    : `Error: ${content}`;
}

function assistantTurn(content: string | Json[], name: string): Json {
  if (typeof content === 'string') {
    return { role: 'assistant', content };
  }
  const parts: Json[] = [];
  const calls: Json[] = [];
  content.forEach((block, at) => {
    const where = `${name}[${at}]`;
    if (block.type === 'tool_use') {
      calls.push({
        id: textAt(block.id, `${where}.id`),
        type: 'function',
        function: {
          name: textAt(block.name, `${where}.name`),
          arguments: JSON.stringify(objectAt(block.input, `${where}.input`)),
        },
      });
    } else if (!PRIVATE.has(block.type)) {
      parts.push({ type: 'text', text: textOf(block, where) });
    }
  });
  return {
    role: 'assistant',
    content: parts.length > 0 ? parts : null,
    ...(calls.length > 0 && { tool_calls: calls }),
  };
}
