import fc from 'fast-check';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  chat,
  startProxy,
  TEAM,
  testModel,
  type TestProxy,
} from './__testUtils__/startProxy';

describe('settlement', () => {
  let test: TestProxy;

  async function start(options: Parameters<typeof startProxy>[0] = {}) {
    test = await startProxy(options);
    return test;
  }

  afterEach(async () => {
    await test.close();
  });

  it('charges what the provider counted, and records it in order', async () => {
    await start();
    const answer = await chat(test, 'mock-ok');
    expect(answer.json).toMatchObject({ object: 'chat.completion' });
    expect(answer.status).toBe(200);
    const [seen] = test.mock.requests;
    const amount = seen.input * 2 + seen.output * 10;
    await test.proxy.close();
    expect(await test.spent()).toBe(amount);
    const [intent, completion] = test.audit.records;
    expect(intent).toMatchObject({
      type: 'intent',
      attempt: 1,
      alias: 'mock-ok',
      provider: 'up',
      period: '2026-11',
      policyDigest: 'sha256:policy',
      priceVersion: 'v1',
      scopes: expect.arrayContaining([TEAM, 'provider:up']),
      party: expect.objectContaining({ deployment: 'deployment-7' }),
    });
    expect(completion).toMatchObject({
      type: 'completion',
      attemptId: (intent as { attemptId: string }).attemptId,
      outcome: 'settled',
      amount,
      usage: { input: seen.input, output: seen.output },
      status: 200,
      end: 'complete',
    });
    expect(answer.headers['x-request-id']).toBe(
      (intent as { requestId: string }).requestId,
    );
  });

  const nobodyKnows = (end: string) => (held: number) => ({
    outcome: 'unreconciled',
    end,
    amount: held,
  });

  it.each([
    [
      'mock-zero-usage',
      false,
      200,
      () => ({ outcome: 'settled', amount: 0, estimated: false }),
    ],
    ['mock-status-400', false, 400, () => ({ outcome: 'released', amount: 0 })],
    [
      'mock-no-usage',
      true,
      200,
      () => ({ outcome: 'settled', estimated: true, usage: null }),
    ],
    ['mock-truncate', true, 200, nobodyKnows('truncated')],
    ['mock-reset-body', true, 200, nobodyKnows('reset')],
    ['mock-error-event', true, 200, nobodyKnows('upstream_error')],
  ])('of %s (stream: %s)', async (model, stream, status, expected) => {
    await start();
    const answer = await chat(test, model, { stream });
    expect(answer.status).toBe(status);
    await test.proxy.close();
    const [{ held }] = test.audit.intents;
    const [completion] = test.audit.completions;
    expect(completion).toMatchObject(expected(held));
    expect(await test.spent()).toBe(completion.amount);
  });

  it('holds each retry apart, and counts what nobody reported', async () => {
    await start();
    const answer = await chat(test, 'mock-reset-before');
    expect(answer).toMatchObject({ status: 502 });
    expect(answer.json.error.code).toBe('upstream_error');
    expect(answer.headers['x-should-retry']).toBeUndefined();
    await test.proxy.close();
    const { intents, completions } = test.audit;
    expect(intents.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
    expect(new Set(intents.map(({ holdId }) => holdId)).size).toBe(3);
    expect(completions.map(({ outcome }) => outcome)).toEqual(
      Array(3).fill('unreconciled'),
    );
    expect(await test.spent()).toBe(3 * intents[0].held);
  });

  it('goes to the fallback, under its own name, price and record', async () => {
    await start();
    test.models.set(
      'main',
      testModel('main', {
        model: 'mock-status-500',
        fallbacks: ['mock-spare'],
      }),
    );
    const answer = await chat(test, 'main');
    expect(answer.status).toBe(200);
    expect(answer.headers['x-waymark-fallback']).toBe('mock-spare');
    await test.proxy.close();
    expect(test.audit.intents.at(-1)).toMatchObject({
      alias: 'main',
      model: 'mock-spare',
    });
  });

  it('refuses before anything is sent when a budget has no room', async () => {
    await start({ limit: 100 });
    const answer = await chat(test);
    expect(answer.status).toBe(429);
    expect(answer.json.error).toMatchObject({
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    });
    expect(answer.headers['x-should-retry']).toBe('false');
    expect(test.mock.requests).toHaveLength(0);
    expect(test.audit.denials).toMatchObject([
      { stage: 'budget', rule: TEAM, status: 429, alias: 'mock-ok' },
    ]);
    expect(await test.spent()).toBe(0);
  });

  it('shortens the answer to what is left when it is told to', async () => {
    await start({ limit: 1_000, options: { clamp: true } });
    const answer = await chat(test, 'mock-words-100');
    expect(answer.status).toBe(200);
    const cap = Number(answer.headers['x-waymark-output-clamped']);
    expect(cap).toBeLessThan(100);
    await test.proxy.close();
    expect(await test.spent()).toBeLessThanOrEqual(1_000);
    const sent = JSON.parse(test.mock.requests[0].body.toString());
    expect(sent.max_tokens ?? sent.max_completion_tokens).toBe(cap);
  });

  it.each([
    ['before the first byte', 'mock-stall', 0],
    ['during the stream', 'mock-slow-30', 60],
  ])(
    'closes the upstream when the client leaves %s',
    async (_, model, after) => {
      await start();
      const controller = new AbortController();
      const seen = test.mock.next();
      const sent = fetch(`${test.baseUrl}/chat/completions`, {
        method: 'POST',
        signal: controller.signal,
        headers: {
          authorization: 'Bearer token-a',
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          model,
          messages: [{ role: 'user', content: 'hi' }],
          stream: true,
        }),
      }).then(answer => answer.text());
      const request = await seen;
      await sleep(after);
      controller.abort();
      await expect(sent).rejects.toThrow();
      await request.closed;
      expect(request.finished).toBe(false);
      await test.proxy.close();
      expect(test.audit.completions).toMatchObject([
        { outcome: 'unreconciled', end: 'aborted' },
      ]);
    },
  );

  it('breaks off what passes the whole deadline', async () => {
    await start({ options: { requestTimeout: 100 } });
    const answer = await chat(test, 'mock-stall');
    expect(answer.status).toBe(504);
    expect(answer.json.error.code).toBe('upstream_timeout');
    const stream = await chat(test, 'mock-stall-body', { stream: true });
    expect(stream.text).toContain('upstream_timeout');
    await test.proxy.close();
    expect(test.audit.completions.map(({ outcome }) => outcome)).toEqual([
      'unreconciled',
      'unreconciled',
    ]);
  });

  it('gives the hold back when the intent cannot be written', async () => {
    await start();
    test.audit.broken = new Error('disk full');
    const answer = await chat(test);
    expect(answer.status).toBe(503);
    expect(answer.json.error.code).toBe('audit_unavailable');
    expect(answer.headers['retry-after']).toBe('5');
    expect(test.mock.requests).toHaveLength(0);
    expect(await test.spent()).toBe(0);
    expect(test.reports.splice(0)).toEqual([test.audit.broken]);
  });

  it('never counts less than the provider bills, nor more than the limit', async () => {
    const conduct = fc.constantFrom(
      ...['ok', 'zero-usage', 'no-usage', 'status-500', 'status-400'],
      ...['reset-before', 'reset-body', 'truncate', 'status-429'],
      ...['error-event', 'words-3', 'stall', 'html'],
    );
    const limit = 20_000;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(conduct, fc.boolean(), fc.boolean()), {
          minLength: 1,
          maxLength: 12,
        }),
        async calls => {
          const each = await startProxy({
            limit,
            options: { requestTimeout: 300 },
            provider: { firstByteTimeout: 100, idleTimeout: 100 },
          });
          try {
            await Promise.all(
              calls.map(([kind, stream, claude]) =>
                chat(each, `${claude ? 'claude-' : ''}mock-${kind}`, {
                  stream,
                  max_tokens: 20,
                }).catch(() => undefined),
              ),
            );
            await each.proxy.close();
            const { input, output } = each.mock.tally();
            const spent = await each.spent();
            const records = each.audit.completions.reduce(
              (sum, { amount }) => sum + amount,
              0,
            );
            expect(spent).toBe(records);
            expect(spent).toBeLessThanOrEqual(limit);
            expect(spent).toBeGreaterThanOrEqual(input * 2 + output * 10);
            const [balance] = (
              await each.ledger.balances([TEAM], '2026-11')
            ).values();
            expect(balance.held).toBe(0);
          } finally {
            await each.close();
          }
        },
      ),
      { numRuns: 15 },
    );
  });
});
