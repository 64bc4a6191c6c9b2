import Anthropic from '@anthropic-ai/sdk';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, streamText } from 'ai';
import OpenAI from 'openai';
import { openaiSchema } from './__testUtils__/openaiSchema';
import {
  chat,
  MESSAGES,
  send,
  startProxy,
  testModel,
  type TestProxy,
} from './__testUtils__/startProxy';

const messages = [{ role: 'user' as const, content: 'Say hello' }];

describe('official clients', () => {
  let test: TestProxy;
  let openai: OpenAI;
  let anthropic: Anthropic;

  beforeEach(async () => {
    test = await startProxy();
    const apiKey = 'token-a';
    openai = new OpenAI({ apiKey, baseURL: test.baseUrl });
    anthropic = new Anthropic({
      apiKey,
      baseURL: test.baseUrl.replace(/\/v1$/, ''),
    });
  });

  afterEach(async () => {
    await test.close();
  });

  it('openai: chat, whole and as a stream', async () => {
    const { data, request_id: requestId } = await openai.chat.completions
      .create({ model: 'mock-ok', messages })
      .withResponse();
    expect(data.choices[0].message.content).not.toBe('');
    expect(requestId).toBe(test.audit.intents[0].requestId);
    const stream = await openai.chat.completions.create({
      model: 'mock-ok',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let usage;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(text).toBe(data.choices[0].message.content);
    expect(usage?.total_tokens).toBe(data.usage?.total_tokens);
  });

  it('openai: an Anthropic model', async () => {
    const answer = await openai.chat.completions.create({
      model: 'claude-mock-ok',
      messages,
    });
    expect(answer.choices[0].message.content).not.toBe('');
    expect(test.mock.requests[0].path).toBe('/v1/messages');
  });

  it('openai: completions, responses, embeddings, models', async () => {
    test.models.set('mock-ok', testModel('mock-ok'));
    const legacy = await openai.completions.create({
      model: 'mock-ok',
      prompt: 'Say hello',
    });
    expect(legacy.choices[0].text).not.toBe('');
    const response = await openai.responses.create({
      model: 'mock-ok',
      input: 'Say hello',
      store: true,
    });
    expect(response.output_text).not.toBe('');
    const sent = JSON.parse(test.mock.requests[1].body.toString());
    expect(sent.store).toBe(false);
    const stream = await openai.responses.create({
      model: 'mock-ok',
      input: 'Say hello',
      stream: true,
    });
    const types = [];
    for await (const event of stream) {
      types.push(event.type);
    }
    expect(types.at(-1)).toBe('response.completed');
    const { data } = await openai.embeddings.create({
      model: 'mock-ok',
      input: ['a', 'b'],
    });
    expect(data[0].embedding.length).toBeGreaterThan(0);
    const ids = [];
    for await (const model of openai.models.list()) {
      ids.push(model.id);
    }
    expect(ids).toEqual(['mock-ok']);
    expect((await openai.models.retrieve('mock-ok')).owned_by).toBe('up');
    await expect(openai.models.retrieve('none')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });

  it('openai: denials arrive once, with type and code', async () => {
    test.rates.left = 0;
    await expect(
      openai.chat.completions.create({ model: 'mock-ok', messages }),
    ).rejects.toMatchObject({
      name: 'Error',
      status: 429,
      type: 'requests',
      code: 'rate_limit_exceeded',
    });
    expect(test.audit.denials).toHaveLength(1);
    const stranger = new OpenAI({ apiKey: 'no', baseURL: test.baseUrl });
    await expect(stranger.models.list()).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    );
    expect(test.audit.denials).toHaveLength(2);
  });

  it.each(['mock-truncate', 'mock-reset-body', 'mock-error-event'])(
    'openai: a stream that breaks off is an error (%s)',
    async model => {
      const read = async () => {
        const stream = await openai.chat.completions.create({
          model,
          messages,
          stream: true,
        });
        for await (const chunk of stream) {
          expect(chunk.object).toBe('chat.completion.chunk');
        }
      };
      await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError);
      const responses = async () => {
        const stream = await openai.responses.create({
          model,
          input: 'x',
          stream: true,
        });
        const types = [];
        for await (const event of stream) {
          types.push(event.type);
        }
        return types;
      };
      await expect(responses()).rejects.toBeInstanceOf(OpenAI.APIError);
    },
  );

  it('anthropic: messages, whole and as a stream, and counting', async () => {
    const request = { model: 'claude-mock-ok', max_tokens: 50, messages };
    const message = await anthropic.messages.create(request);
    expect(message.content[0]).toMatchObject({ type: 'text' });
    expect(message._request_id).toBe(test.audit.intents[0].requestId);
    const final = await anthropic.messages.stream(request).finalMessage();
    expect(final.content).toEqual(message.content);
    const count = await anthropic.messages.countTokens({
      model: 'claude-mock-ok',
      messages,
    });
    expect(count.input_tokens).toBeGreaterThanOrEqual(0);
    await test.proxy.close();
    expect(test.audit.completions.at(-1)).toMatchObject({
      outcome: 'released',
      amount: 0,
    });
  });

  it('anthropic: denials and broken streams in its manner', async () => {
    const create = (model: string) =>
      anthropic.messages.create({ model, max_tokens: 50, messages });
    await expect(create('none')).rejects.toBeInstanceOf(
      Anthropic.NotFoundError,
    );
    await expect(
      anthropic.messages
        .stream({ model: 'claude-mock-truncate', max_tokens: 50, messages })
        .finalMessage(),
    ).rejects.toThrow();
    test.models.set('claude-mock-ok', testModel('claude-mock-ok'));
    const { data } = await anthropic.models.list();
    expect(data.map(({ id }) => id)).toEqual(['claude-mock-ok']);
  });

  it('ai: text, whole and as a stream', async () => {
    const provider = createOpenAI({ apiKey: 'token-a', baseURL: test.baseUrl });
    for (const model of [provider.chat('mock-ok'), provider('builtin')]) {
      const { text, usage } = await generateText({ model, prompt: 'hello' });
      expect(text).not.toBe('');
      expect(usage.outputTokens).toBeGreaterThan(0);
      let streamed = '';
      for await (const part of streamText({ model, prompt: 'hello' })
        .textStream) {
        streamed += part;
      }
      expect(streamed.slice(0, 9)).toBe(text.slice(0, 9));
    }
  });
});

const schema = openaiSchema();
const describeSchema = schema ? describe : describe.skip;

describeSchema('bodies by the published schema', () => {
  let test: TestProxy;

  beforeEach(async () => {
    test = await startProxy({ options: { fallbackAnswer: true } });
    test.models.set('mock-ok', testModel('mock-ok'));
  });

  afterEach(async () => {
    await test.close();
  });

  const prompt = { prompt: 'x' };
  const input = { input: 'x' };
  const talk = { messages: MESSAGES };

  it.each([
    ['/v1/chat/completions', 'mock-ok', talk, 'CreateChatCompletionResponse'],
    [
      '/v1/chat/completions',
      'claude-mock-ok',
      talk,
      'CreateChatCompletionResponse',
    ],
    [
      '/v1/chat/completions',
      'mock-stall-not',
      talk,
      'CreateChatCompletionResponse',
    ],
    [
      '/v1/chat/completions',
      'mock-reset-before',
      talk,
      'CreateChatCompletionResponse',
    ],
    ['/v1/llm/completions', 'mock-ok', talk, 'CreateChatCompletionResponse'],
    ['/v1/llm/completions', 'mock-ok', prompt, 'CreateCompletionResponse'],
    [
      '/v1/completions',
      'mock-reset-before',
      prompt,
      'CreateCompletionResponse',
    ],
    ['/v1/responses', 'builtin', input, 'Response'],
    ['/v1/completions', 'builtin', prompt, 'CreateCompletionResponse'],
    ['/v1/embeddings', 'builtin', input, 'CreateEmbeddingResponse'],
    ['/v1/embeddings', 'mock-ok', input, 'CreateEmbeddingResponse'],
    ['/v1/chat/completions', 'mock-status-400', talk, 'ErrorResponse'],
    ['/v1/chat/completions', 'mock-leak', talk, 'ErrorResponse'],
    ['/v1/chat/completions', 'none', talk, 'ErrorResponse'],
    ['/v1/responses', 'mock-status-500', input, 'ErrorResponse'],
    ['/v1/nowhere', 'mock-ok', talk, 'ErrorResponse'],
  ])('%s to %s', async (path, model, more, name) => {
    const { json } = await send(test, path, { body: { model, ...more } });
    expect(schema!(name, json)).toEqual([]);
  });

  it('models, and events of streams', async () => {
    const list = await send(test, '/v1/models', { method: 'GET' });
    expect(schema!('ListModelsResponse', list.json)).toEqual([]);
    const one = await send(test, '/v1/models/mock-ok', { method: 'GET' });
    expect(schema!('Model', one.json)).toEqual([]);
    const events = async (model: string) => {
      const { text } = await chat(test, model, { stream: true });
      return text
        .split('\n\n')
        .filter(event => event.startsWith('data: {'))
        .map(event => JSON.parse(event.slice(6)));
    };
    const chunks = [
      ...(await events('mock-ok')),
      ...(await events('claude-mock-ok')),
      ...(await events('mock-reset-before')),
    ];
    expect(chunks.length).toBeGreaterThan(20);
    for (const chunk of chunks) {
      expect(schema!('CreateChatCompletionStreamResponse', chunk)).toEqual([]);
    }
    const broken = await events('mock-truncate');
    expect(schema!('ErrorResponse', broken.at(-1))).toEqual([]);
  });
});
