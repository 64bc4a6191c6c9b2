import fc from 'fast-check';
import type { Model } from '../models/types';
import { bound } from './bound';
import type { Bound } from './types';

const model = {
  ...{ alias: 'm', imageTokens: 1_000, contextTokens: 100_000 },
} as Model;

function boundOf(
  operation: Parameters<typeof bound>[0]['operation'],
  value: Record<string, unknown>,
  more: Partial<Parameters<typeof bound>[0]> = {},
) {
  const bodyBytes = Buffer.byteLength(JSON.stringify(value));
  return bound({
    ...{ operation, model, bodyBytes, value, outputCap: 10, ...more },
  });
}

/** Whatever a client may write: escapes, surrogates, all planes. */
const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
  fc.constantFrom('\u0000\u001f"\\\n', '\ud800', '€'.repeat(20), '<|im_end|>'),
);

/** Nothing is rendered wider by any template in use. */
function widest(value: unknown): string {
  return JSON.stringify(value, null, 4).replace(
    /[^\0-\x7f]/g,
    one => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

const bytes = (value: string) => Buffer.byteLength(value);

const schema = fc.letrec(tie => ({
  node: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ type: fc.constant('string'), description: text }),
    fc.record({ enum: fc.array(text, { maxLength: 5 }) }),
    fc.record({ maximum: fc.oneof(fc.double(), fc.integer()) }),
    fc.record({
      type: fc.constant('object'),
      properties: fc.dictionary(text, tie('node'), { maxKeys: 4 }),
    }),
    fc.array(tie('node'), { maxLength: 3 }),
  ),
})).node;

const tools = fc.array(
  fc.record({
    type: fc.constant('function'),
    function: fc.record({ name: text, description: text, parameters: schema }),
  }),
  { maxLength: 3 },
);

const role = fc.constantFrom('system', 'user', 'assistant', 'tool');

const chatMessages = fc.array(
  fc.record({
    role,
    name: text,
    content: fc.oneof(
      text,
      fc.array(fc.record({ type: fc.constant('text'), text }), {
        maxLength: 4,
      }),
    ),
  }),
  { maxLength: 6 },
);

const textsOf = (content: unknown): string[] =>
  typeof content === 'string'
    ? [content]
    : (content as { text: string }[]).map(part => part.text);

function input(result: ReturnType<typeof bound>): number {
  expect(result).toHaveProperty('inputTokens');
  return (result as Bound).inputTokens;
}

describe('bound', () => {
  it('is never below the bytes of chat messages and rendered tools', () => {
    fc.assert(
      fc.property(chatMessages, tools, schema, (messages, list, format) => {
        const value = { messages, tools: list, response_format: { format } };
        const least =
          messages.reduce(
            (sum, message) =>
              sum +
              8 +
              bytes(message.role) +
              bytes(message.name) +
              textsOf(message.content).reduce((n, one) => n + bytes(one), 0),
            0,
          ) +
          list.reduce((sum, tool) => sum + bytes(widest(tool)), 0) +
          bytes(widest(format));
        expect(input(boundOf('chat', value))).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('is never below the bytes of messages in the Anthropic dialect', () => {
    const block = fc.oneof(
      fc.record({ type: fc.constant('text'), text }),
      fc.record({
        ...{ type: fc.constant('tool_use'), id: text, name: text },
        input: schema,
      }),
      fc.record({
        type: fc.constant('tool_result'),
        tool_use_id: text,
        content: fc.array(fc.record({ type: fc.constant('text'), text }), {
          maxLength: 2,
        }),
      }),
    );
    const messages = fc.array(
      fc.record({ role, content: fc.array(block, { maxLength: 3 }) }),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(messages, text, schema, (list, system, parameters) => {
        const custom = { name: 'f', input_schema: parameters };
        const value = { messages: list, system, tools: [custom] };
        const blocks = list.flatMap(one => one.content) as any[];
        const least = blocks.reduce(
          (sum: number, one) =>
            sum +
            (one.type === 'tool_use'
              ? bytes(widest(one.input)) + bytes(one.name)
              : textsOf(one.content ?? one.text).reduce(
                  (n, part) => n + bytes(part),
                  0,
                )),
          bytes(system) + bytes(widest(custom)),
        );
        expect(input(boundOf('messages', value))).toBeGreaterThanOrEqual(least);
      }),
    );
  });

  it('is never below the bytes of a response with calls and their outputs', () => {
    const item = fc.oneof(
      fc.record({ role, content: text }),
      fc.record({
        ...{ type: fc.constant('function_call'), call_id: text },
        ...{ name: text, arguments: text },
      }),
      fc.record({
        ...{ type: fc.constant('function_call_output'), output: text },
      }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 5 }), text, (list, more) => {
        const least = list.reduce(
          (sum, one: any) =>
            sum +
            bytes(one.content ?? one.output ?? one.arguments) +
            bytes(one.name ?? ''),
          bytes(more),
        );
        const value = { input: list, instructions: more };
        expect(input(boundOf('responses', value))).toBeGreaterThanOrEqual(
          least,
        );
      }),
    );
  });

  it('is never below the bytes of prompts and inputs, or their tokens', () => {
    const tokens = fc.array(fc.nat(), { minLength: 1, maxLength: 30 });
    const inputs = fc.oneof(text, tokens, fc.array(fc.oneof(text, tokens)));
    const least = (value: unknown): number => {
      if (typeof value === 'string') {
        return bytes(value);
      }
      return Array.isArray(value)
        ? value.reduce((sum: number, one) => sum + least(one), 0)
        : 1;
    };
    fc.assert(
      fc.property(inputs, value => {
        for (const [operation, name] of [
          ['embeddings', 'input'],
          ['completions', 'prompt'],
        ] as const) {
          expect(
            input(boundOf(operation, { [name]: value })),
          ).toBeGreaterThanOrEqual(least(value));
        }
      }),
    );
  });

  it('counts the digits of numbers that JavaScript rounds', () => {
    const digits = '1'.repeat(5_000);
    const raw = `{"messages":[],"tools":[{"type":"function","function":{"maximum":${digits}}}]}`;
    const result = boundOf('chat', JSON.parse(raw), { bodyBytes: raw.length });
    expect(input(result)).toBeGreaterThan(5_000);
  });

  it('multiplies the answer by how many are asked for', () => {
    const chat = (more: object) =>
      boundOf('chat', { messages: [], ...more }) as Bound;
    expect(chat({}).outputTokens).toBe(10);
    expect(chat({ n: 3, stream: true }).outputTokens).toBe(30);
    const value = { prompt: ['a', 'b'], n: 2, best_of: 5 };
    expect(boundOf('completions', value)).toMatchObject({ outputTokens: 100 });
    const echo = boundOf('completions', { prompt: 'a', echo: true }) as Bound;
    expect(echo.outputTokens).toBe(10 + echo.inputTokens);
    expect(boundOf('embeddings', { input: 'a' })).toMatchObject({
      outputTokens: 0,
    });
    expect(boundOf('count_tokens', { messages: [] })).toEqual({
      ...{ inputTokens: 0, outputTokens: 0 },
    });
  });

  it('takes images by what the model says, and not by their bytes', () => {
    const url = `data:image/png;base64,${'A'.repeat(100_000)}`;
    const content = [
      { type: 'image_url', image_url: { url } },
      { type: 'image_url', image_url: { url } },
    ];
    const value = { messages: [{ role: 'user', content }] };
    const tokens = input(boundOf('chat', value));
    expect(tokens).toBeGreaterThan(2_000);
    expect(tokens).toBeLessThan(4_000);
    const blind = { ...model, imageTokens: null };
    expect(boundOf('chat', value, { model: blind })).toEqual({
      unbounded: 'images, for the model m',
    });
  });

  it('takes the whole window for what is sealed', () => {
    const thinking = { type: 'thinking', thinking: 'a', signature: 'b' };
    const messages = [{ role: 'assistant', content: [thinking] }];
    expect(input(boundOf('messages', { messages }))).toBeGreaterThan(100_000);
    const reasoning = { type: 'reasoning', encrypted_content: 'x' };
    expect(input(boundOf('responses', { input: [reasoning] }))).toBeGreaterThan(
      100_000,
    );
  });

  it.each([
    ['chat', { messages: [{ content: [{ type: 'input_audio' }] }] }, 'audio'],
    ['chat', { messages: [{ content: [{ type: 'file' }] }] }, 'type file'],
    ['chat', { messages: [{ content: [{ text: 'a' }] }] }, 'undefined'],
    ['chat', { messages: [{ content: { text: 'a' } }] }, 'content'],
    ['chat', { messages: [{ audio: { id: 'a' } }] }, 'messages[].audio'],
    ['chat', { messages: [], n: 0 }, 'n'],
    ['chat', { messages: [], n: 1.5 }, 'n'],
    ['chat', { messages: [], n: 1e9 }, 'n'],
    ['chat', { messages: [], tools: [{ type: 'web_search' }] }, 'web_search'],
    ['chat', {}, 'messages'],
    ['completions', { prompt: [{}] }, 'prompt'],
    ['completions', { prompt: 'a', best_of: -1 }, 'best_of'],
    ['responses', { input: [{ type: 'item_reference' }] }, 'item_reference'],
    ['responses', { tools: [{ type: 'file_search' }] }, 'file_search'],
    [
      'responses',
      { input: [{ content: [{ type: 'input_file' }] }] },
      'input_file',
    ],
    [
      'responses',
      { input: [{ content: [{ type: 'input_image', file_id: 'f' }] }] },
      'file_id',
    ],
    [
      'messages',
      { messages: [], tools: [{ type: 'bash_20250124' }] },
      'bash_20250124',
    ],
    [
      'messages',
      { messages: [{ content: [{ type: 'document' }] }] },
      'document',
    ],
    [
      'messages',
      { messages: [], tools: [{ name: 'f', cache_control: {} }] },
      'cache_control',
    ],
    ['embeddings', { input: [[0.5]] }, 'input'],
  ] as const)(
    'refuses in %s what has no bound: %j',
    (operation, value, part) => {
      const result = boundOf(operation, value as Record<string, unknown>);
      expect((result as { unbounded: string }).unbounded).toContain(part);
    },
  );

  it('takes null for absent', () => {
    const value = { messages: [], tools: null, n: null };
    expect(boundOf('chat', value)).toHaveProperty('inputTokens');
  });
});
