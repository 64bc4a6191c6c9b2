import { principalOf } from './__testUtils__/memoryPorts';
import {
  chat,
  send,
  startProxy,
  TEAM,
  testModel,
  type TestProxy,
} from './__testUtils__/startProxy';

const OTHER = 'group:default/beta';

describe('answers given again', () => {
  let test: TestProxy;
  let denied: string | null;

  beforeEach(async () => {
    denied = null;
    test = await startProxy({
      options: { cache: { entries: 2, bytes: 1024 * 1024, ttl: 60_000 } },
      policy: ({ principal, model }) =>
        principal.subject === denied
          ? { allowed: false, rule: 'LLM002', reason: 'No.', owner: null }
          : {
              allowed: true,
              maxOutputTokens: model.alias === 'mock-words-9' ? 9 : null,
            },
    });
    test.tokens.set(
      'token-colleague',
      principalOf({ subject: 'user:default/ann', user: 'user:default/ann' }),
    );
    test.tokens.set('token-b', principalOf({ team: OTHER, groups: [OTHER] }));
    await test.ledger.setLimits(new Map([[OTHER, 1e12]]), 2);
  });

  afterEach(async () => {
    await test.close();
  });

  const same = (token = 'token-a', more = {}, headers = {}) =>
    chat(test, 'mock-ok', { temperature: 0, ...more }, { token, headers });

  it.each([false, true])(
    'are the same within a team, and cost nothing (stream: %s)',
    async stream => {
      const first = await same('token-a', { stream });
      test.shift = 10_000;
      const again = await same('token-colleague', { stream });
      expect(first.headers['cache-status']).toBe('Waymark; fwd=miss');
      expect(again.headers).toMatchObject({
        'cache-status': 'Waymark; hit; ttl=50',
        age: '10',
        'content-type': first.headers['content-type'],
      });
      expect(again.text).toBe(first.text);
      expect(test.mock.requests).toHaveLength(1);
      await test.proxy.close();
      const [settled, hit] = test.audit.completions;
      expect(hit).toMatchObject({ cache: 'hit', amount: 0 });
      expect(await test.spent()).toBe(settled.amount);
    },
  );

  it('are not given to another team, nor to nobody', async () => {
    await same('token-a');
    const other = await same('token-b');
    expect(other.headers['cache-status']).toBe('Waymark; fwd=miss');
    test.tokens.set('token-none', principalOf({ team: null }));
    const nobody = await same('token-none');
    expect(nobody.headers['cache-status']).toBeUndefined();
    expect(test.mock.requests).toHaveLength(3);
  });

  it('go through the policy', async () => {
    await same('token-a');
    denied = 'user:default/ann';
    const answer = await same('token-colleague');
    expect(answer.status).toBe(403);
    expect(test.mock.requests).toHaveLength(1);
  });

  it.each([
    ['another temperature', { temperature: 0.1 }, {}, undefined],
    ['no temperature', { temperature: undefined }, {}, undefined],
    ['another parameter', { seed: 1 }, {}, 'Waymark; fwd=miss'],
    ['no-store', {}, { 'cache-control': 'no-store' }, undefined],
    ['no-cache', {}, { 'cache-control': 'no-cache' }, 'Waymark; fwd=request'],
  ])('are not given for %s', async (_, more, headers, status) => {
    await same();
    const answer = await same('token-a', more, headers);
    expect(answer.headers['cache-status']).toBe(status);
    expect(test.mock.requests).toHaveLength(2);
  });

  it('are given at any temperature to those who ask for them', async () => {
    const ask = () =>
      same('token-a', { temperature: 1 }, { 'cache-control': 'max-age=60' });
    await ask();
    expect((await ask()).headers['cache-status']).toMatch(/; hit; /);
  });

  it('are bounded in number, and in time', async () => {
    await same('token-a', { seed: 1 });
    await same('token-a', { seed: 2 });
    await same('token-a', { seed: 3 });
    const gone = await same('token-a', { seed: 1 });
    expect(gone.headers['cache-status']).toBe('Waymark; fwd=miss');
    test.shift = 61_000;
    const old = await same('token-a', { seed: 3 });
    expect(old.headers['cache-status']).toBe('Waymark; fwd=miss');
  });

  it('are given stale only when every target failed', async () => {
    test.models.set('main', testModel('main', { model: 'mock-ok' }));
    const ask = () => chat(test, 'main', { temperature: 0 });
    const first = await ask();
    test.shift = 90_000;
    // The same model, as far as anybody can see, on a bad day.
    await test.mock.close();
    const stale = await ask();
    expect(stale.status).toBe(200);
    expect(stale.text).toBe(first.text);
    expect(stale.headers['cache-status']).toBe(
      'Waymark; hit; ttl=-30; detail=stale',
    );
    await test.proxy.close();
    expect(test.audit.completions.at(-1)).toMatchObject({ cache: 'stale' });
  });

  it('are no errors', async () => {
    for (let times = 0; times < 2; times++) {
      await chat(test, 'mock-status-400', { temperature: 0 });
    }
    expect(test.mock.requests).toHaveLength(2);
  });

  describe('by Idempotency-Key', () => {
    const once = (key: string, token = 'token-a', more = {}) =>
      chat(test, 'mock-ok', more, {
        token,
        headers: { 'idempotency-key': key },
      });

    it('cost once, to one principal', async () => {
      const first = await once('key-1');
      const again = await once('key-1');
      expect(again.text).toBe(first.text);
      expect(again.headers['idempotency-replayed']).toBe('true');
      await once('key-1', 'token-colleague');
      await once('key-2');
      expect(test.mock.requests).toHaveLength(3);
    });

    it('refuse another body, a second run and a strange key', async () => {
      await once('key-1');
      const other = await once('key-1', 'token-a', { seed: 1 });
      expect([other.status, other.json.error.code]).toEqual([
        422,
        'idempotency_key_reused',
      ]);
      const slow = () =>
        chat(
          test,
          'mock-delay-50',
          {},
          { headers: { 'idempotency-key': 'x' } },
        );
      const both = await Promise.all([slow(), slow()]);
      expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
      expect((await once(' '.repeat(2))).status).toBe(400);
    });

    it('let a failure be tried again', async () => {
      const fail = () =>
        chat(
          test,
          'mock-status-400',
          {},
          { headers: { 'idempotency-key': 'x' } },
        );
      await fail();
      await fail();
      expect(test.mock.requests).toHaveLength(2);
    });
  });

  it.each([
    ['/v1/chat/completions', { messages: [{ role: 'user', content: 'x' }] }],
    ['/v1/completions', { prompt: 'x' }],
    [
      '/v1/messages',
      { messages: [{ role: 'user', content: 'x' }], max_tokens: 5 },
    ],
  ])('fall back to a fixed notice on %s when told to', async (path, body) => {
    const degraded = await startProxy({ options: { fallbackAnswer: true } });
    try {
      for (const stream of [false, true]) {
        const answer = await send(degraded, path, {
          body: { model: 'mock-reset-before', temperature: 0, stream, ...body },
        });
        expect(answer.status).toBe(200);
        expect(answer.headers['x-waymark-fallback']).toBe('notice');
        expect(answer.text).toContain('fixed notice of the proxy');
      }
      expect(degraded.audit.denials).toMatchObject([
        { stage: 'upstream', code: 'upstream_error' },
        { stage: 'upstream' },
      ]);
      await degraded.proxy.close();
      expect(await degraded.spent(TEAM)).toBe(
        degraded.audit.completions.reduce((sum, { amount }) => sum + amount, 0),
      );
    } finally {
      await degraded.close();
    }
  });
});
