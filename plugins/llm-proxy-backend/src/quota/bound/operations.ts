import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  CHAT_PARTS,
  MESSAGE_PARTS,
  refuseCache,
  RESPONSE_PARTS,
  weighContent,
} from './content';
import {
  FOR_SCHEMA,
  FOR_TOOLS,
  isRecord,
  type JsonRecord,
  PER_MESSAGE,
  PER_TOOL,
  UnboundedError,
  type Weight,
} from './weight';

/** Adds what a body weighs; returns how many answers it asks for. */
type Weigh = (weight: Weight, body: JsonRecord) => number;

/** The most answers to one request that a provider gives. */
const MAX_ANSWERS = 128;

/** `count_tokens` is free and needs no weight. */
export const weighers: Readonly<
  Record<Exclude<LlmOperation, 'count_tokens'>, Weigh>
> = {
  chat(weight, body) {
    for (const message of listOf(body.messages, 'messages')) {
      weighMessage(weight, message);
    }
    weighTools(weight, body.tools, ['function', 'custom']);
    weighTools(weight, body.functions, [undefined]);
    weighSchema(weight, body.response_format);
    weight.json(body.tool_choice ?? body.function_call ?? null);
    return answers(body, 'n');
  },

  completions(weight, body) {
    const prompts = weighInputs(weight, body.prompt ?? '', 'prompt');
    weight.texts(body.suffix ?? null);
    return prompts * Math.max(answers(body, 'n'), answers(body, 'best_of'));
  },

  responses(weight, body) {
    weight.texts(body.instructions ?? null);
    if (typeof body.input === 'string') {
      weight.text(body.input);
    } else {
      for (const item of listOf(body.input ?? [], 'input')) {
        weighItem(weight, item);
      }
    }
    weighTools(weight, body.tools, ['function', 'custom']);
    weighSchema(weight, body.text);
    weight.json(body.tool_choice ?? null);
    return 1;
  },

  embeddings(weight, body) {
    weighInputs(weight, body.input ?? '', 'input');
    return 0;
  },

  messages(weight, body) {
    weighContent(weight, body.system ?? null, { text: 'text' }, 'system');
    for (const message of listOf(body.messages, 'messages')) {
      if (!isRecord(message)) {
        throw new UnboundedError('messages[]');
      }
      const { content, ...rest } = message;
      weight.add(PER_MESSAGE);
      weight.texts(rest);
      weighContent(weight, content, MESSAGE_PARTS, 'messages[].content');
    }
    weighTools(weight, body.tools, [undefined, 'custom']);
    weighSchema(weight, body.output_config);
    weighSchema(weight, body.output_format);
    weight.json(body.tool_choice ?? null);
    return 1;
  },
};

function weighMessage(weight: Weight, message: unknown): void {
  if (!isRecord(message)) {
    throw new UnboundedError('messages[]');
  }
  const { content, tool_calls: calls, audio, ...rest } = message;
  if (audio !== undefined && audio !== null) {
    throw new UnboundedError('messages[].audio');
  }
  weight.add(PER_MESSAGE);
  weight.texts(rest);
  // Some templates read arguments and write them again.
  weight.json(calls ?? null);
  weighContent(weight, content ?? '', CHAT_PARTS, 'messages[].content');
}

function weighItem(weight: Weight, item: unknown): void {
  if (!isRecord(item)) {
    throw new UnboundedError('input[]');
  }
  weight.add(PER_MESSAGE);
  const type = item.type ?? 'message';
  const where = `input[].type ${type}`;
  if (type === 'message') {
    const { content, ...rest } = item;
    weight.texts(rest);
    weighContent(weight, content ?? '', RESPONSE_PARTS, 'input[].content');
  } else if (type === 'function_call' || type === 'custom_tool_call') {
    weight.json(item);
  } else if (
    type === 'function_call_output' ||
    type === 'custom_tool_call_output'
  ) {
    const { output, ...rest } = item;
    weight.texts(rest);
    weighContent(weight, output ?? '', RESPONSE_PARTS, 'input[].output');
  } else if (type === 'reasoning') {
    weight.texts(item);
    weight.sealed = true;
  } else {
    // Calls of hosted tools, references to what is kept elsewhere.
    throw new UnboundedError(where);
  }
}

function weighTools(
  weight: Weight,
  tools: unknown,
  types: readonly (string | undefined)[],
): void {
  if (tools === undefined || tools === null) {
    return;
  }
  const list = listOf(tools, 'tools');
  weight.add(list.length ? FOR_TOOLS : 0);
  for (const tool of list) {
    if (!isRecord(tool) || !types.includes(tool.type as string | undefined)) {
      const type = isRecord(tool) ? tool.type : typeof tool;
      throw new UnboundedError(`tools[].type ${type}`);
    }
    refuseCache(tool, 'tools[]');
    weight.add(PER_TOOL);
    weight.json(tool);
  }
}

function weighSchema(weight: Weight, schema: unknown): void {
  if (schema !== undefined && schema !== null) {
    weight.add(FOR_SCHEMA);
    weight.json(schema);
  }
}

/** Texts, or tokens as numbers; returns how many inputs there are. */
function weighInputs(weight: Weight, input: unknown, where: string): number {
  const list =
    Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  for (const one of list) {
    weight.add(PER_MESSAGE);
    if (typeof one === 'string') {
      weight.text(one);
    } else if (Array.isArray(one) && one.every(Number.isSafeInteger)) {
      weight.add(one.length);
    } else {
      throw new UnboundedError(where);
    }
  }
  return list.length;
}

function answers(body: JsonRecord, name: string): number {
  const value = body[name] ?? 1;
  if (
    !Number.isSafeInteger(value) ||
    (value as number) < 1 ||
    (value as number) > MAX_ANSWERS
  ) {
    throw new UnboundedError(name);
  }
  return value as number;
}

function listOf(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw new UnboundedError(where);
  }
  return value;
}
