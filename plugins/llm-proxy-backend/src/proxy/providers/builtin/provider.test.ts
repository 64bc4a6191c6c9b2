import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import fc from 'fast-check';
import { parse } from 'yaml';
import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import { callOf, readAnswer } from '../../../testing/upstreamKit';
import { createBuiltinProvider } from './provider';

const provider = createBuiltinProvider({ now: () => 5_000, pieceDelay: 0 });

async function ask(
  operation: LlmOperation,
  value: Record<string, unknown>,
  outputCap = 500,
) {
  const call = callOf({
    provider: 'builtin',
    model: 'small',
    operation,
    value: { model: 'alias', ...value },
    outputCap,
  });
  return readAnswer(await provider.call(call));
}

const turns = (content: unknown) => ({ messages: [{ role: 'user', content }] });
const tool = {
  type: 'function',
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      required: ['city'],
      properties: {
        city: { type: 'string' },
        unit: { enum: ['c', 'f'] },
      },
    },
  },
};

/** `nullable` is a word of OpenAPI 3.0; where it stands beside a reference it means nothing to JSON Schema. */
function withoutNullable(_key: unknown, value: any): unknown {
  if (value?.nullable === undefined) {
    return value;
  }
  const { nullable, ...schema } = value;
  return nullable === true ? { anyOf: [schema, { type: 'null' }] } : schema;
}

/** The schema of an event of responses, by its type. */
function schemaOf(type: string): string {
  const words = type.replace('output_text', 'text').split(/[._]/);
  return `${words
    .map(word => word[0].toUpperCase() + word.slice(1))
    .join('')}Event`;
}

describe('the built-in provider', () => {
  it('says the same to the same request, and that no real model did', async () => {
    const one = await ask('chat', turns('hi'));
    expect(await ask('chat', turns('hi'))).toEqual(one);
    expect((await ask('chat', turns('ho'))).text).not.toBe(one.text);
    const answer = JSON.parse(one.text);
    expect(answer.model).toBe('builtin-small');
    expect(answer.system_fingerprint).toMatch(/^builtin-/);
    expect(answer.choices[0].message.content).toContain('No real model');
  });

  it('marks every form', async () => {
    const forms: Array<[LlmOperation, Record<string, unknown>]> = [
      ['completions', { prompt: 'x' }],
      ['responses', { input: 'x' }],
      ['messages', turns('x')],
    ];
    for (const [operation, value] of forms) {
      for (const stream of [false, true]) {
        const { text } = await ask(operation, { ...value, stream });
        expect(text).toContain('builtin-small');
        const said = text.matchAll(/"(?:text|delta)":"([^"]*)"/g);
        expect([...said].map(match => match[1]).join('')).toContain(
          'No real model',
        );
      }
    }
    expect((await ask('embeddings', { input: 'x' })).text).toContain(
      'builtin-small',
    );
  });

  it('never counts more than bytes and never says more than the cap', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        fc.integer({ min: 1, max: 60 }),
        fc.boolean(),
        async (text, cap, stream) => {
          const value = { ...turns(text), stream };
          const { outcome } = await ask('chat', value, cap);
          const most = Buffer.byteLength(JSON.stringify(value));
          expect(outcome.usage!.input).toBeLessThanOrEqual(most);
          expect(outcome.usage!.output).toBeLessThanOrEqual(cap);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('calls a tool when one is demanded or named, and not after its result', async () => {
    const named = { ...turns('please use get_weather'), tools: [tool] };
    const { text } = await ask('chat', named);
    const [choice] = JSON.parse(text).choices;
    expect(choice.finish_reason).toBe('tool_calls');
    expect(JSON.parse(choice.message.tool_calls[0].function.arguments)).toEqual(
      {
        city: 'example',
      },
    );
    const demanded = { ...turns('hi'), tools: [tool], tool_choice: 'required' };
    expect((await ask('chat', demanded)).text).toContain('tool_calls');
    expect(
      (await ask('chat', { ...turns('hi'), tools: [tool] })).text,
    ).not.toContain('tool_calls');
    const after = {
      tools: [tool],
      messages: [
        ...named.messages,
        choice.message,
        {
          role: 'tool',
          tool_call_id: choice.message.tool_calls[0].id,
          content: 'get_weather says sun',
        },
      ],
    };
    expect(
      JSON.parse((await ask('chat', after)).text).choices[0].finish_reason,
    ).toBe('stop');
  });

  it('gives embeddings as numbers and as base64', async () => {
    const plain = JSON.parse(
      (await ask('embeddings', { input: ['a', 'b'], dimensions: 8 })).text,
    );
    const packed = JSON.parse(
      (
        await ask('embeddings', {
          input: ['a', 'b'],
          dimensions: 8,
          encoding_format: 'base64',
        })
      ).text,
    );
    expect(plain.data).toHaveLength(2);
    const bytes = Buffer.from(packed.data[1].embedding, 'base64');
    const numbers = Array.from({ length: 8 }, (_, at) =>
      bytes.readFloatLE(at * 4),
    );
    expect(numbers).toEqual(plain.data[1].embedding);
  });

  it('answers as the published schema says', async () => {
    const file = resolve(
      process.env.WAYMARK_CONFORMANCE_DIR ??
        resolve(__dirname, '../../../../../../../shared/conformance'),
      'openai/openapi.yaml',
    );
    if (!existsSync(file)) {
      // eslint-disable-next-line no-console
      console.warn(`Skipped: no schema in ${file}`);
      return;
    }
    const ajv = new Ajv({
      strict: false,
      validateFormats: false,
      logger: false,
    });
    addFormats(ajv);
    ajv.addSchema(parse(readFileSync(file, 'utf8'), withoutNullable), 'openai');
    const check = (name: string, value: unknown) => {
      const validate = ajv.getSchema(`openai#/components/schemas/${name}`)!;
      validate(value);
      const errors = (validate.errors ?? []).map(
        ({ instancePath, message }) => `${name}${instancePath}: ${message}`,
      );
      expect(errors).toEqual([]);
    };
    const calling = { ...turns('use get_weather'), tools: [tool] };
    for (const [operation, name, value] of [
      ['chat', 'CreateChatCompletionResponse', turns('hi')],
      ['chat', 'CreateChatCompletionResponse', calling],
      ['completions', 'CreateCompletionResponse', { prompt: 'x' }],
      ['embeddings', 'CreateEmbeddingResponse', { input: 'x' }],
      ['responses', 'Response', { input: 'x' }],
    ] as const) {
      check(name, JSON.parse((await ask(operation, { ...value })).text));
    }
    for (const [operation, name, value] of [
      ['chat', 'CreateChatCompletionStreamResponse', turns('hi')],
      ['chat', 'CreateChatCompletionStreamResponse', calling],
      ['responses', null, { input: 'x' }],
      [
        'responses',
        null,
        {
          input: 'get_weather',
          tools: [{ ...tool.function, type: 'function', strict: false }],
        },
      ],
    ] as const) {
      const { text } = await ask(operation, { ...value, stream: true });
      for (const line of text.split('\n')) {
        if (line.startsWith('data: {')) {
          const event = JSON.parse(line.slice(6));
          check(name ?? schemaOf(event.type), event);
        }
      }
    }
  });
});
