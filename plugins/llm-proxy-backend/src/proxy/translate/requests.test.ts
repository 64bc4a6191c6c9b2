import fc from 'fast-check';
import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import { callOf } from '../../testing/upstreamKit';
import { chatRequest } from './chatRequest';
import { UnsupportedPart } from './common';
import { messagesRequest } from './messagesRequest';

function call(operation: LlmOperation, value: Record<string, unknown>) {
  return callOf({ provider: 'up', model: 'm', operation, value });
}

const toMessages = (value: Record<string, unknown>) =>
  chatRequest(call('chat', value));
const toChat = (value: Record<string, unknown>) =>
  messagesRequest(call('messages', value), 'max_tokens');

const text = fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' });
const name = fc.stringMatching(/^[a-zA-Z0-9_]{1,12}$/);
const json = fc.dictionary(name, fc.oneof(text, fc.integer(), fc.boolean()));
const base64 = fc
  .uint8Array({ minLength: 1, maxLength: 30 })
  .map(bytes => Buffer.from(bytes).toString('base64'));

const textBlock = text.map(value => ({ type: 'text', text: value }));
const imageBlock = fc
  .tuple(fc.constantFrom('image/png', 'image/jpeg', 'image/webp'), base64)
  .map(([mediaType, data]) => ({
    type: 'image',
    source: { type: 'base64', media_type: mediaType, data },
  }));
const toolUse = fc.tuple(name, name, json).map(([id, tool, input]) => ({
  type: 'tool_use',
  id,
  name: tool,
  input,
}));
const toolResult = fc
  .tuple(name, fc.array(textBlock, { minLength: 1, maxLength: 2 }))
  .map(([id, content]) => ({
    type: 'tool_result',
    tool_use_id: id,
    content,
  }));

const userTurn = fc
  .tuple(
    fc.array(toolResult, { maxLength: 2 }),
    fc.array(fc.oneof(textBlock, imageBlock), { minLength: 1, maxLength: 3 }),
  )
  .map(([results, content]) => ({
    role: 'user',
    content: [...results, ...content],
  }));
const assistantTurn = fc
  .tuple(
    fc.array(textBlock, { minLength: 1, maxLength: 2 }),
    fc.array(toolUse, { maxLength: 2 }),
  )
  .map(([content, calls]) => ({
    role: 'assistant',
    content: [...content, ...calls],
  }));
const tool = fc
  .tuple(name, fc.option(text, { nil: undefined }))
  .map(([toolName, description]) => ({
    name: toolName,
    ...(description !== undefined && { description }),
    input_schema: { type: 'object', properties: {} },
  }));
const choice = fc.oneof(
  fc.constant({ type: 'none' }),
  fc
    .tuple(fc.constantFrom('auto', 'any'), fc.boolean())
    .map(([type, single]) => ({
      type,
      ...(single && { disable_parallel_tool_use: true }),
    })),
  name.map(toolName => ({ type: 'tool', name: toolName })),
);

/** Requests that both dialects can express, as Anthropic writes them. */
const request = fc
  .record(
    {
      system: fc.array(textBlock, { minLength: 1, maxLength: 2 }),
      turns: fc.array(fc.tuple(userTurn, assistantTurn), { maxLength: 2 }),
      last: userTurn,
      stop_sequences: fc.array(text, { minLength: 1, maxLength: 4 }),
      temperature: fc.constantFrom(0, 0.5, 1),
      top_p: fc.constantFrom(0.1, 1),
      stream: fc.constant(true),
      tooling: fc.tuple(fc.array(tool, { minLength: 1, maxLength: 2 }), choice),
      user: name,
    },
    { requiredKeys: ['turns', 'last'] },
  )
  .map(({ turns, last, tooling, user, ...rest }) => ({
    model: 'm',
    max_tokens: 100,
    messages: [...turns.flat(), last],
    ...rest,
    ...(tooling && { tools: tooling[0], tool_choice: tooling[1] }),
    ...(user !== undefined && { metadata: { user_id: user } }),
  }));

describe('requests between dialects', () => {
  it('lose nothing on the way to chat and back', () => {
    fc.assert(
      fc.property(request, value => {
        expect(toMessages(toChat(value))).toEqual(value);
      }),
    );
  });

  it('keep the roles, the tools and their results of a chat', () => {
    const image = 'data:image/png;base64,iVBORw0KGgo=';
    expect(
      toMessages({
        model: 'alias',
        messages: [
          { role: 'system', content: 'be brief' },
          { role: 'developer', content: 'and kind' },
          {
            role: 'user',
            content: [
              { type: 'text', text: 'what is it?' },
              { type: 'image_url', image_url: { url: image, detail: 'auto' } },
            ],
          },
          {
            role: 'assistant',
            content: null,
            tool_calls: [
              {
                id: 'c1',
                type: 'function',
                function: { name: 'look', arguments: '{"at":1}' },
              },
              {
                id: 'c2',
                type: 'function',
                function: { name: 'look', arguments: '' },
              },
            ],
          },
          { role: 'tool', tool_call_id: 'c1', content: 'a cat' },
          { role: 'tool', tool_call_id: 'c2', content: 'a dog' },
          { role: 'user', content: 'go on' },
        ],
        max_completion_tokens: 9,
        temperature: 1,
        stop: 'END',
        n: 1,
        user: 'u1',
        parallel_tool_calls: false,
        tools: [{ type: 'function', function: { name: 'look' } }],
      }),
    ).toEqual({
      model: 'm',
      max_tokens: 100,
      system: [
        { type: 'text', text: 'be brief' },
        { type: 'text', text: 'and kind' },
      ],
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'what is it?' },
            {
              type: 'image',
              source: {
                type: 'base64',
                media_type: 'image/png',
                data: 'iVBORw0KGgo=',
              },
            },
          ],
        },
        {
          role: 'assistant',
          content: [
            { type: 'tool_use', id: 'c1', name: 'look', input: { at: 1 } },
            { type: 'tool_use', id: 'c2', name: 'look', input: {} },
          ],
        },
        {
          role: 'user',
          content: [
            {
              type: 'tool_result',
              tool_use_id: 'c1',
              content: [{ type: 'text', text: 'a cat' }],
            },
            {
              type: 'tool_result',
              tool_use_id: 'c2',
              content: [{ type: 'text', text: 'a dog' }],
            },
            { type: 'text', text: 'go on' },
          ],
        },
      ],
      temperature: 1,
      stop_sequences: ['END'],
      tools: [
        { name: 'look', input_schema: { type: 'object', properties: {} } },
      ],
      tool_choice: { type: 'auto', disable_parallel_tool_use: true },
      metadata: { user_id: 'u1' },
    });
  });

  const hello = [{ role: 'user', content: 'hi' }];
  const part = (item: unknown) => [{ role: 'user', content: [item] }];

  it.each([
    ['temperature', { messages: hello, temperature: 1.5 }],
    ['n', { messages: hello, n: 2 }],
    ['seed', { messages: hello, seed: 1 }],
    ['logit_bias', { messages: hello, logit_bias: { 5: 1 } }],
    [
      'response_format',
      { messages: hello, response_format: { type: 'json_object' } },
    ],
    ['frob', { messages: hello, frob: true }],
    ['tools[0].type', { messages: hello, tools: [{ type: 'web_search' }] }],
    [
      'messages[1].role',
      { messages: [...hello, { role: 'system', content: 'x' }] },
    ],
    [
      'messages[0].content[0].type',
      { messages: part({ type: 'input_audio' }) },
    ],
    [
      'messages[0].content[0].image_url.url',
      {
        messages: part({
          type: 'image_url',
          image_url: { url: 'https://example.org/x.png' },
        }),
      },
    ],
    [
      'messages[1].tool_calls[0].function.arguments',
      {
        messages: [
          ...hello,
          {
            role: 'assistant',
            tool_calls: [
              {
                id: 'c',
                type: 'function',
                function: { name: 'f', arguments: '[' },
              },
            ],
          },
        ],
      },
    ],
  ])('refuse %s of a chat by its name', (param, value) => {
    expect(() => toMessages({ model: 'a', ...value })).toThrow(UnsupportedPart);
    expect(problemOf(() => toMessages({ model: 'a', ...value }))).toMatchObject(
      {
        param,
        code: 'unsupported_parameter',
      },
    );
  });

  it.each([
    ['top_k', { messages: hello, top_k: 5 }],
    ['thinking', { messages: hello, thinking: { type: 'enabled' } }],
    [
      'stop_sequences',
      { messages: hello, stop_sequences: ['1', '2', '3', '4', '5'] },
    ],
    [
      'tools[0].type',
      { messages: hello, tools: [{ type: 'bash_20250124', name: 'bash' }] },
    ],
    [
      'messages[1]',
      { messages: [...hello, { role: 'assistant', content: 'I' }] },
    ],
    [
      'messages[0].content[0].source.type',
      {
        messages: part({
          type: 'image',
          source: { type: 'url', url: 'http://169.254.169.254/' },
        }),
      },
    ],
    ['messages[0].content[0].type', { messages: part({ type: 'document' }) }],
  ])('refuse %s of a message by its name', (param, value) => {
    expect(
      problemOf(() => toChat({ model: 'a', max_tokens: 5, ...value })),
    ).toMatchObject({ param });
  });

  it('take hints for a cache and notes to oneself as what they are', () => {
    expect(
      toChat({
        model: 'a',
        max_tokens: 5,
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'text',
                text: 'hi',
                cache_control: { type: 'ephemeral' },
              },
            ],
          },
          {
            role: 'assistant',
            content: [
              { type: 'thinking', thinking: 'hm', signature: 's' },
              { type: 'text', text: 'yes' },
            ],
          },
          ...hello,
        ],
      }).messages,
    ).toEqual([
      { role: 'user', content: [{ type: 'text', text: 'hi' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'yes' }] },
      { role: 'user', content: 'hi' },
    ]);
  });
});

function problemOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error instanceof UnsupportedPart ? error.problem : error;
  }
  return undefined;
}
