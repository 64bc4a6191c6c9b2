import { ConfigReader } from '@backstage/config';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig } from '../config';
import type { Principal } from '../principals/types';
import { makeSqlite, type TestDatabase } from './__testUtils__/databases';
import { holdOf } from './__testUtils__/holds';
import { hasRedisServer, RedisServer } from './__testUtils__/redisServer';
import { createQuota, type Quota } from './createQuota';
import type { Act } from './Reaper';
import { RedisNotDurableError } from './redis/RedisConnection';

const NOW = Date.UTC(2026, 10, 23);
const TEAM = 'group:default/team';

describe('createQuota', () => {
  let database: TestDatabase;
  const open: Quota[] = [];
  const acts: Act[] = [];
  const asked: string[] = [];

  beforeEach(async () => {
    database = await makeSqlite();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()));
    await database.remove();
    acts.length = 0;
    asked.length = 0;
  });

  async function start(quota: object): Promise<Quota> {
    const { quota: config } = readConfig(
      new ConfigReader({
        backend: { baseUrl: 'http://127.0.0.1:7007' },
        llmProxy: {
          providers: {},
          quota: {
            ...{ commandTimeout: { seconds: 5 }, ...quota },
            budgets: [{ scope: TEAM, limit: 0.000001 }],
          },
        },
      }),
    );
    const made = await createQuota({
      ...{ config, knex: database.knex, leaseFor: 60_000, now: () => NOW },
      audit: act => acts.push(act),
      async sums(period) {
        asked.push(period);
        return new Map([[TEAM, 400]]);
      },
    });
    open.push(made);
    return made;
  }

  it.each(['memory', 'database'])(
    'begins with limits of the configuration and spend of the audit: %s',
    async store => {
      const quota = await start({ store });
      expect(acts).toEqual([
        {
          ...{ by: 'config', what: 'budget.set' },
          detail: expect.objectContaining({ scope: TEAM, to: 1_000 }),
        },
      ]);
      const { ledger } = quota;
      expect(await ledger.reserve(holdOf([TEAM], 601))).toEqual({
        ...{ granted: false, scope: TEAM, limit: 1_000, headroom: 600 },
      });
      expect(asked).toEqual(['2026-11']);
      expect(await ledger.reserve(holdOf([TEAM], 600))).toEqual({
        granted: true,
      });
      await quota.budgets.set({
        ...{ scope: TEAM, limit: 2_000, by: 'user:default/a', reason: 'more' },
      });
      await quota.pushLimits();
      expect((await ledger.reserve(holdOf([TEAM], 1_000))).granted).toBe(true);
    },
  );

  it('keeps later limits, and spend in the database, over a restart', async () => {
    const first = await start({ store: 'database' });
    await first.ledger.reserve(holdOf([TEAM], 100));
    await first.budgets.set({
      ...{ scope: TEAM, limit: 700, by: 'user:default/a', reason: 'less' },
    });
    await open.pop()!.close();
    acts.length = 0;
    const { ledger } = await start({ store: 'database' });
    expect(acts).toEqual([]);
    const balances = await ledger.balances([TEAM], '2026-11');
    expect(balances.get(TEAM)).toEqual({
      ...{ limit: 700, settled: 400, held: 100, unreconciled: 0 },
    });
  });

  it('limits rates, and counts this replica', async () => {
    const { rates, replicas } = await start({
      store: 'database',
      rates: { team: { requestsPerMinute: 1 } },
    });
    expect(replicas.count).toBe(1);
    const caller = { user: null, service: null, team: TEAM } as Principal;
    expect((await rates.acquire(caller, 1)).granted).toBe(true);
    expect((await rates.acquire(caller, 1)).granted).toBe(false);
  });

  (hasRedisServer() ? describe : describe.skip)('with Redis', () => {
    let server: RedisServer;

    beforeEach(async () => {
      server = await RedisServer.start();
    });

    afterEach(async () => {
      await server.remove();
    });

    const config = () => ({
      ...{ store: 'redis', redis: { url: server.url } },
      rates: { team: { concurrency: 5 } },
    });

    it('starts without it, grants nothing, and goes on when it comes', async () => {
      await server.kill();
      const { ledger, rates } = await start(config());
      await expect(ledger.reserve(holdOf([TEAM], 1))).rejects.toThrow('Redis');
      const caller = { user: null, service: null, team: TEAM } as Principal;
      expect((await rates.acquire(caller, 1)).granted).toBe(true);
      await server.run();
      const reserve = () =>
        ledger.reserve(holdOf([TEAM], 600)).catch(() => undefined);
      while (!(await reserve())?.granted) {
        await sleep(25);
      }
      expect((await ledger.reserve(holdOf([TEAM], 1))).granted).toBe(false);
    });

    it('refuses to start on one that forgets, and leaves nothing open', async () => {
      await server.kill();
      await server.run(['--appendonly', 'no']);
      await expect(start(config())).rejects.toThrow(RedisNotDurableError);
      expect(await database.knex('replica')).toEqual([]);
    });
  });
});
