import {
  CredentialError,
  CredentialsUnavailableError,
  StoppedError,
} from '../credentials/types';
import { expectDenied } from './__testUtils__/expectDenied';
import { principalOf } from './__testUtils__/memoryPorts';
import {
  chat,
  NOW,
  send,
  startProxy,
  testModel,
  UPSTREAM_KEY,
  type TestProxy,
} from './__testUtils__/startProxy';

/** Looks like a key of a provider. */
const CANARY = 'sk-proj-CANARY0123456789abcdefABCDEF';

describe('denials', () => {
  let test: TestProxy;

  beforeEach(async () => {
    test = await startProxy({ rate: 50 });
  });

  afterEach(async () => {
    await test.close();
  });

  it('says the same of all that are not good', async () => {
    test.tokens.set('expired', new CredentialError('expired', 'It is over'));
    test.tokens.set('revoked', new CredentialError('revoked', 'By jti'));
    const sent = [
      await chat(test, 'mock-ok', {}, { token: null }),
      await chat(test, 'mock-ok', {}, { token: 'unknown' }),
      await chat(test, 'mock-ok', {}, { token: 'expired' }),
      await chat(test, 'mock-ok', {}, { token: 'revoked' }),
      await chat(test, 'mock-ok', {}, { token: 'not a token' }),
      await chat(test, 'mock-ok', {}, { token: '=' }),
      await chat(
        test,
        'mock-ok',
        {},
        { token: null, headers: { authorization: 'Basic abc' } },
      ),
      await chat(test, 'mock-ok', {}, { headers: { 'x-api-key': 'token-a' } }),
      await send(test, '/v1/chat/completions', { token: null, body: '{' }),
    ];
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([401]));
    expect(new Set(sent.map(({ text }) => text)).size).toBe(1);
    expect(sent[0].headers['www-authenticate']).toBe('Bearer realm="waymark"');
    expect(sent[1].headers['www-authenticate']).toBe(
      'Bearer realm="waymark", error="invalid_token"',
    );
    expect(
      test.audit.denials.map(({ reason }) => reason.split(':')[0]),
    ).toEqual([
      ...['missing', 'invalid', 'expired', 'revoked'],
      ...['malformed', 'malformed', 'malformed', 'malformed', 'missing'],
    ]);
  });

  it('says 503 when they cannot be checked, 403 when they are stopped or too narrow', async () => {
    test.tokens.set('down', new CredentialsUnavailableError('No keys'));
    test.tokens.set(
      'stopped',
      new StoppedError('system:default/store', principalOf()),
    );
    test.tokens.set('embed', principalOf({ scopes: new Set(['llm:embed']) }));
    expectDenied(
      test,
      await chat(test, 'mock-ok', {}, { token: 'down' }),
      503,
      'credentials_unavailable',
    );
    expectDenied(
      test,
      await chat(test, 'mock-ok', {}, { token: 'stopped' }),
      403,
      'stopped',
    );
    expect(test.audit.denials.at(-1)).toMatchObject({
      stage: 'stop',
      party: { service: 'component:default/shop' },
    });
    const narrow = await chat(test, 'mock-ok', {}, { token: 'embed' });
    expectDenied(test, narrow, 403, 'insufficient_scope');
    expect(narrow.headers['www-authenticate']).toBe(
      'Bearer realm="waymark", error="insufficient_scope", scope="llm:chat"',
    );
  });

  it('denies by policy, by model, by rate, each with its rule and owner', async () => {
    const strict = await startProxy({
      rate: 1,
      policy: ({ model }) =>
        model.alias === 'mock-ok'
          ? { allowed: true, maxOutputTokens: 5 }
          : {
              allowed: false,
              rule: 'LLM002',
              reason: 'Not for this team.',
              owner: 'group:default/platform',
            },
    });
    try {
      strict.models.set(
        'old',
        testModel('old', { endOfLife: NOW, replacedBy: 'new' }),
      );
      strict.models.set(
        'embedder',
        testModel('embedder', { operations: ['embeddings'] }),
      );
      expect((await chat(strict, 'old')).json.error.message).toContain(
        'new replaces it',
      );
      expect((await chat(strict, 'gone')).json.error.code).toBe(
        'model_not_found',
      );
      expect((await chat(strict, 'embedder')).json.error.code).toBe(
        'unsupported_operation',
      );
      const good = await chat(strict, 'mock-ok');
      expect(good.headers).toMatchObject({
        'x-ratelimit-limit-requests': '1',
        'x-ratelimit-reset-requests': '1m1s',
      });
      // The cap of the policy is what the provider gets.
      expect(strict.mock.tally().output).toBe(5);
      const limited = await chat(strict, 'mock-ok');
      expect(limited.status).toBe(429);
      expect(limited.headers['retry-after']).toBe('7');
      expect(limited.json.error.code).toBe('rate_limit_exceeded');
      strict.rates.left = 9;
      const denied = await chat(strict, 'mock-words-1');
      expect(denied.json.error).toMatchObject({
        code: 'policy_denied',
        message: 'Not for this team.',
      });
      expect(
        strict.audit.denials.map(({ stage, rule, owner }) => [
          stage,
          rule,
          owner,
        ]),
      ).toEqual([
        ['model', null, 'group:default/platform'],
        ['model', null, null],
        ['model', null, null],
        ['rate', 'requests:component:default/shop', null],
        ['policy', 'LLM002', 'group:default/platform'],
      ]);
      expect(strict.mock.requests).toHaveLength(1);
    } finally {
      await strict.close();
    }
  });

  it('shows no planted secret, nor one of its own, in any sink', async () => {
    const canary = {
      [CANARY]: CANARY,
    };
    const answers = [
      await chat(test, 'mock-ok', {}, { token: CANARY }),
      await chat(
        test,
        'mock-ok',
        {},
        { headers: { 'x-secret': CANARY, cookie: CANARY } },
      ),
      await chat(test, 'mock-ok', canary),
      await chat(test, CANARY),
      await chat(test, 'mock-ok', { tools: [{ type: CANARY }] }),
      await chat(test, 'mock-ok', {
        messages: [{ role: 'user', content: [{ type: CANARY }] }],
      }),
      await chat(test, 'mock-ok', {
        messages: [{ role: 'user', content: CANARY }],
        user: CANARY,
      }),
      await chat(test, 'mock-leak'),
      await chat(test, 'mock-status-401'),
      await chat(test, 'mock-status-500', { user: CANARY }),
      await send(test, `/v1/${CANARY}?key=${CANARY}`, { body: canary }),
      await send(test, '/v1/chat/completions', { body: `{"a": ${CANARY}}` }),
      await chat(
        test,
        'mock-ok',
        {},
        { headers: { 'idempotency-key': CANARY } },
      ),
    ];
    await test.proxy.close();
    const sinks = JSON.stringify([
      answers,
      test.audit.records,
      test.reports.map(report => String((report as Error).stack)),
    ]);
    expect(sinks).not.toContain(CANARY);
    expect(sinks).not.toContain(UPSTREAM_KEY);
    expect(sinks).not.toMatch(/127\.0\.0\.1:\d|10\.1\.2\.3/);
  });
});
