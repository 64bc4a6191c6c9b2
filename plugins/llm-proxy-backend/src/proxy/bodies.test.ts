import { expectDenied } from './__testUtils__/expectDenied';
import {
  chat,
  MESSAGES,
  send,
  startProxy,
  type TestProxy,
} from './__testUtils__/startProxy';

describe('bodies', () => {
  let test: TestProxy;

  beforeEach(async () => {
    test = await startProxy({ rate: 50 });
  });

  afterEach(async () => {
    await test.close();
  });

  it.each([
    ['duplicate keys', '{"model":"mock-ok","model":"mock-big","messages":[]}'],
    [
      'keys equal once unescaped',
      '{"model":"mock-ok","\\u006dodel":"x","messages":[]}',
    ],
    [
      'depth',
      `{"model":"mock-ok","messages":${'['.repeat(40)}${']'.repeat(40)}}`,
    ],
    [
      'half a surrogate',
      '{"model":"mock-ok","messages":[{"role":"user","content":"\\ud800"}]}',
    ],
    [
      'bytes that are no text',
      Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]),
    ],
    ['no object', '[]'],
    ['nothing', ''],
  ])('refuses %s', async (_, body) => {
    expectDenied(
      test,
      await send(test, '/v1/chat/completions', { body }),
      400,
      'invalid_json',
    );
  });

  it('takes a prototype for an unknown parameter', async () => {
    const body =
      '{"__proto__":{"stream":true},"model":"mock-ok","messages":[]}';
    expectDenied(
      test,
      await send(test, '/v1/chat/completions', { body }),
      400,
      'unknown_parameter',
    );
    expect(({} as { stream?: boolean }).stream).toBeUndefined();
  });

  it('lets bodies be larger only for images', async () => {
    const url = `data:image/png;base64,${'A'.repeat(100 * 1024)}`;
    const image = { type: 'image_url', image_url: { url } };
    const good = await chat(test, 'mock-ok', {
      messages: [{ role: 'user', content: [image] }],
    });
    expect(good.status).toBe(200);
    const text = await chat(test, 'mock-ok', {
      messages: [{ role: 'user', content: url }],
    });
    expect(text.json.error.code).toBe('body_too_large');
  });

  it.each([
    [
      '/v1/chat/completions',
      { tools: [{ type: 'web_search' }] },
      'unsupported_parameter',
      'tools',
    ],
    [
      '/v1/chat/completions',
      { web_search_options: {} },
      'unknown_parameter',
      'web_search_options',
    ],
    ['/v1/chat/completions', { store: true }, 'unsupported_parameter', 'store'],
    [
      '/v1/chat/completions',
      { service_tier: 'priority' },
      'unsupported_parameter',
      'service_tier',
    ],
    ['/v1/chat/completions', { n: 0 }, 'invalid_parameter', 'n'],
    ['/v1/chat/completions', { n: 1e9 }, 'invalid_parameter', 'n'],
    [
      '/v1/chat/completions',
      { max_tokens: 1.5 },
      'invalid_parameter',
      'max_tokens',
    ],
    [
      '/v1/chat/completions',
      { max_tokens: -1 },
      'invalid_parameter',
      'max_tokens',
    ],
    [
      '/v1/chat/completions',
      { max_tokens: 1, max_completion_tokens: 9 },
      'invalid_parameter',
      'max_tokens',
    ],
    ['/v1/chat/completions', { messages: [] }, 'invalid_parameter', 'messages'],
    [
      '/v1/chat/completions',
      { messages: null },
      'missing_parameter',
      'messages',
    ],
    ['/v1/chat/completions', { prompt: 'x' }, 'unknown_parameter', 'prompt'],
    ['/v1/completions', { prompt: 'x' }, 'unknown_parameter', 'prompt'],
    [
      '/v1/responses',
      { messages: undefined, input: 'x', background: true },
      'unsupported_parameter',
      'background',
    ],
    [
      '/v1/responses',
      { messages: undefined, input: 'x', previous_response_id: 'resp_1' },
      'unknown_parameter',
      'previous_response_id',
    ],
    [
      '/v1/responses',
      { messages: undefined, input: 'x', conversation: 'conv_1' },
      'unknown_parameter',
      'conversation',
    ],
    [
      '/v1/responses',
      { messages: undefined, input: [{ type: 'item_reference', id: 'x' }] },
      'unsupported_parameter',
      'input',
    ],
    [
      '/v1/responses',
      {
        messages: undefined,
        input: 'x',
        tools: [{ type: 'code_interpreter' }],
      },
      'unsupported_parameter',
      'tools',
    ],
    [
      '/v1/responses',
      {
        messages: undefined,
        input: [
          {
            role: 'user',
            content: [{ type: 'input_file', file_id: 'file-1' }],
          },
        ],
      },
      'unsupported_parameter',
      'input',
    ],
  ])('%s with %j: %s', async (path, more, code, param) => {
    const body = { model: 'mock-ok', messages: MESSAGES, ...more };
    const answer = await send(test, path, { body });
    expectDenied(test, answer, 400, code);
    expect(answer.json.error.param).toBe(param);
  });

  it.each([
    [{ tools: [{ type: 'web_search_20250305', name: 'web_search' }] }],
    [
      {
        messages: [
          {
            role: 'user',
            content: [
              {
                type: 'text',
                text: 'x',
                cache_control: { type: 'ephemeral' },
              },
            ],
          },
        ],
      },
    ],
    [{ max_tokens: null }],
    [{ mcp_servers: [] }],
  ])('refuses in the manner of Anthropic: %j', async more => {
    const answer = await send(test, '/v1/messages', {
      body: {
        model: 'claude-mock-ok',
        max_tokens: 9,
        messages: MESSAGES,
        ...more,
      },
    });
    expect(answer.status).toBe(400);
    expect(answer.json).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: expect.any(String) },
      request_id: answer.headers['request-id'],
    });
  });
});
