import {
  attemptPageSchema,
  budgetChangesSchema,
  budgetsSchema,
  denialPageSchema,
  modelsSchema,
  summariesSchema,
  useSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type Started,
  start,
  testDatabases,
} from './__testUtils__/testBackend';

const databases = testDatabases();
const reason = 'because of a test';
const checkout = 'component:default/checkout';

describe.each(databases.eachSupportedId())(
  'the LLM proxy on %s',
  databaseId => {
    let started: Started;

    beforeEach(async () => {
      started = await start(databases, databaseId);
    });
    afterEach(() => started.stop());

    /** Records reach the tables a moment later. */
    async function attempts(count: number) {
      for (;;) {
        const { body } = await started.get('/attempts', 'platform');
        const { items } = attemptPageSchema.parse(body);
        const ended = items.filter(item => item.outcome !== 'open');
        if (ended.length >= count) {
          return ended;
        }
        await sleep(20);
      }
    }

    async function denials(count: number) {
      for (;;) {
        const { body } = await started.get('/denials', 'developer');
        const { items } = denialPageSchema.parse(body);
        if (items.length >= count) {
          return items;
        }
        await sleep(20);
      }
    }

    const budgets = async (caller = 'platform') =>
      budgetsSchema.parse((await started.get('/budgets', caller)).body).items;

    it('charges a call to everybody who pays for it', async () => {
      const key = await started.key();
      const answer = await started.chat(key);
      expect(answer.status).toBe(200);
      const [attempt] = await attempts(1);
      const { prompt_tokens: input, completion_tokens: output } =
        answer.body.usage;
      expect(attempt).toMatchObject({
        service: checkout,
        team: 'group:default/payments',
        alias: 'standard',
        outcome: 'settled',
        inputTokens: input,
        outputTokens: output,
        amount: input * 2_000 + output * 8_000,
      });
      const settled = new Map(
        (await budgets()).map(item => [item.scope, item.settled]),
      );
      for (const scope of [
        checkout,
        'system:default/shop',
        'group:default/payments',
        'group:default/all',
        'provider:builtin',
      ]) {
        expect(settled.get(scope)).toBe(attempt.amount);
      }
      const { body } = await started.post(
        '/summaries/by-query',
        { entityRefs: [checkout, 'component:default/none'] },
        'developer',
      );
      const [summary] = summariesSchema.parse(body).items;
      expect(summary).toMatchObject({ calls: 1, compliance: 1 });
      expect(summary?.tightest?.scope).toBe('group:default/all');
    });

    it('refuses what does not fit a limit, and says who set it', async () => {
      const key = await started.key();
      const set = await started.put(
        '/budgets',
        { scope: 'system:default/shop', limit: 1_000, reason },
        'platform',
      );
      expect(set.body).toMatchObject({
        limit: 1_000,
        setBy: 'user:default/helena',
      });
      const refused = await started.chat(key);
      expect(refused.status).toBe(429);
      expect(refused.body.error.code).toBe('insufficient_quota');
      const changes = async (scope: string) =>
        budgetChangesSchema
          .parse(
            (await started.get(`/budgets/changes?scope=${scope}`, 'platform'))
              .body,
          )
          .items.map(item => [item.scope, item.to]);
      // What is below a scope belongs to it.
      expect(await changes('group:default/payments')).toEqual([
        ['system:default/shop', 1_000],
      ]);
      expect(await changes('group:default/all')).toEqual([
        ['system:default/shop', 1_000],
        ['group:default/all', 5_000_000_000],
      ]);
      const typo = await started.put(
        '/budgets',
        { scope: 'group:default/paiments', limit: 1, reason },
        'platform',
      );
      expect([typo.status, typo.body.code]).toEqual([
        404,
        'llm-proxy.scope_not_found',
      ]);
    });

    it('stops a System and everything below it', async () => {
      const key = await started.key();
      await started
        .post(
          '/stops',
          { entityRef: 'system:default/shop', reason },
          'platform',
        )
        .expect(201);
      expect((await started.chat(key)).status).toBe(403);
      await started
        .delete('/stops/system:default%2Fshop', 'platform')
        .expect(204);
      // The key is of before the stop.
      expect((await started.chat(key)).status).toBe(401);
      expect((await started.chat(await started.key())).status).toBe(200);
    });

    it('says what may be used, and what was refused', async () => {
      const key = await started.key();
      await started.chat(key, { model: 'none' }).expect(404);
      const use = useSchema.parse(
        (await started.get(`/use?service=${checkout}`, 'developer')).body,
      );
      expect(use).toMatchObject({ service: checkout, dataClass: 'internal' });
      expect(use.budgets.map(item => item.scope)).toEqual([
        checkout,
        'system:default/shop',
        'group:default/payments',
        'group:default/all',
      ]);
      const models = modelsSchema.parse(
        (await started.get('/models', 'developer')).body,
      );
      expect(models.items).toEqual([
        expect.objectContaining({
          alias: 'standard',
          builtIn: true,
          access: { allowed: true, rule: null, reason: null, owner: null },
        }),
      ]);
      expect(await denials(1)).toEqual([
        expect.objectContaining({ stage: 'model', service: checkout }),
      ]);
    });

    it('shows nothing of entities that a caller may not see', async () => {
      await started.chat(await started.key());
      await attempts(1);
      expect(await budgets('blind')).toEqual([]);
      for (const path of [
        '/attempts',
        '/usage?from=2026-01-01&to=2036-01-01',
      ]) {
        expect((await started.get(path, 'blind')).body.items).toEqual([]);
      }
      const csv = '/usage/export?from=2026-01-01&to=2036-01-01';
      expect((await started.get(csv, 'blind')).text.split('\n')).toHaveLength(
        2,
      );
      expect((await started.get(csv, 'developer')).text).toContain(checkout);
    });

    it('brings the past in once, and all or nothing', async () => {
      const attempt = {
        id: 'old-1',
        at: new Date().toISOString(),
        user: null,
        service: checkout,
        deployment: 'v1',
        commit: null,
        operation: 'chat',
        alias: 'standard',
        inputTokens: 1_000,
        cachedInputTokens: 0,
        outputTokens: 100,
        durationMs: 5,
      };
      const send = (more: object[]) =>
        started.post(
          '/history',
          { attempts: [attempt, ...more], denials: [] },
          'importer',
        );
      const unknown = {
        ...attempt,
        id: 'old-2',
        service: 'component:default/x',
      };
      expect((await send([unknown])).status).toBe(404);
      expect((await send([])).body).toEqual({ accepted: 1, repeated: 0 });
      expect((await send([])).body).toEqual({ accepted: 0, repeated: 1 });
      const [item] = (await budgets()).filter(
        ({ scope }) => scope === checkout,
      );
      expect(item.settled).toBe(2_800_000);
      const { body } = await started.get(
        '/deployments?from=2026-01-01&to=2036-01-01',
        'developer',
      );
      expect(body.items).toEqual([
        expect.objectContaining({ deployment: 'v1', settled: 2_800_000 }),
      ]);
    });
  },
);
