import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  makePostgres,
  makeSqlite,
  openTestDatabase,
  postgresUrl,
  type TestDatabase,
} from './__testUtils__/databases';
import { LedgerProcess } from './__testUtils__/LedgerProcess';
import { holdOf } from './__testUtils__/holds';
import { type LedgerOptions, openLedger } from './__testUtils__/openLedger';
import {
  DURABLE,
  hasRedisServer,
  RedisServer,
} from './__testUtils__/redisServer';
import { Relay } from './__testUtils__/Relay';
import { RedisNotDurableError } from './redis/RedisConnection';
import { RedisLedger } from './RedisLedger';
import { SqlLedger } from './SqlLedger';
import { type Ledger, LedgerUnavailableError } from './types';

const PERIOD = '2026-11';
const NOTHING = async () => new Map<string, number>();

async function sums(ledger: Ledger) {
  const balance = (await ledger.balances(['team'], PERIOD)).get('team')!;
  return [balance.settled, balance.held, balance.unreconciled];
}

/** Waits until it does not fail, and until its value is the expected one. */
async function eventually<T>(work: () => Promise<T>, expected?: T): Promise<T> {
  for (;;) {
    try {
      const value = await work();
      if (
        expected === undefined ||
        JSON.stringify(value) === JSON.stringify(expected)
      ) {
        return value;
      }
    } catch (error) {
      if (!(error instanceof LedgerUnavailableError)) {
        throw error;
      }
    }
    await sleep(20);
  }
}

/** All are refused for the store's sake; the test would hang if one hung. */
async function expectClosed(ledger: Ledger) {
  const calls = Array.from({ length: 50 }, () =>
    ledger.reserve(holdOf(['team'], 1)),
  );
  for (const call of await Promise.allSettled(calls)) {
    expect(call.status).toBe('rejected');
    const { reason } = call as PromiseRejectedResult;
    expect(reason).toBeInstanceOf(LedgerUnavailableError);
    expect(reason.retryAfter).toBeGreaterThan(0);
  }
}

const describeRedis = hasRedisServer() ? describe : describe.skip;

describeRedis('a ledger in Redis', () => {
  let server: RedisServer;
  const open: RedisLedger[] = [];

  beforeEach(async () => {
    server = await RedisServer.start();
  });

  afterEach(async () => {
    server.signal('SIGCONT');
    await Promise.all(open.splice(0).map(one => one.close()));
    await server.remove();
  });

  async function start(timeout = 150) {
    const ledger = new RedisLedger({
      ...{ url: server.url, timeout, retryEvery: 20 },
    });
    open.push(ledger);
    await eventually(() => ledger.start(PERIOD, NOTHING));
    await eventually(() => ledger.setLimits(new Map([['team', 1_000]]), 1));
    return ledger;
  }

  it('fails closed while Redis hangs, and keeps no hold of that time', async () => {
    const ledger = await start();
    const before = holdOf(['team'], 100);
    await ledger.reserve(before);
    server.signal('SIGSTOP');
    await expectClosed(ledger);
    const settled = { state: 'settled', amount: 40 } as const;
    await expect(ledger.end(before.id, settled)).rejects.toThrow(
      LedgerUnavailableError,
    );
    server.signal('SIGCONT');
    // The end is tried again; what was reserved unanswered is given back.
    await eventually(() => sums(ledger), [40, 0, 0]);
    await eventually(() => ledger.reserve(holdOf(['team'], 960)));
    expect(await sums(ledger)).toEqual([40, 960, 0]);
  });

  it('keeps what was spent when Redis is killed', async () => {
    const ledger = await start(2_000);
    const spent = holdOf(['team'], 100);
    await ledger.reserve(spent);
    await ledger.end(spent.id, { state: 'settled', amount: 70 });
    await ledger.reserve(holdOf(['team'], 30));
    await server.kill();
    await expectClosed(ledger);
    await server.run();
    expect(await eventually(() => sums(ledger))).toEqual([70, 30, 0]);
    await eventually(() => sums(ledger), [70, 30, 0]);
  });

  it.each([
    [['--appendonly', 'no'], /appendonly no.*: set appendonly yes/],
    [
      ['--appendonly', 'yes', '--appendfsync', 'everysec'],
      /appendfsync everysec.*: set appendfsync always in its configuration/,
    ],
    [
      [...DURABLE, '--maxmemory-policy', 'allkeys-lru'],
      /maxmemory-policy allkeys-lru.*: set maxmemory-policy noeviction/,
    ],
  ])('refuses a Redis with %j', async (args, sentence) => {
    await server.kill();
    await server.run(args);
    const ledger = new RedisLedger({ url: server.url, timeout: 5_000 });
    open.push(ledger);
    const started = ledger.start(PERIOD, NOTHING);
    await expect(started).rejects.toThrow(RedisNotDurableError);
    await expect(started).rejects.toThrow(sentence);
  });

  it('fails closed when Redis comes back as one that forgets', async () => {
    const ledger = await start(2_000);
    await server.kill();
    await server.run([...DURABLE, '--maxmemory-policy', 'allkeys-lru']);
    for (;;) {
      const error = await ledger
        .reserve(holdOf(['team'], 1))
        .catch(reason => reason);
      expect(error).toBeInstanceOf(LedgerUnavailableError);
      if (/set maxmemory-policy noeviction/.test(error.message)) {
        break;
      }
      await sleep(20);
    }
  });

  it('fails closed when Redis comes back empty', async () => {
    const ledger = await start(2_000);
    await server.lose();
    await server.run();
    for (;;) {
      const error = await ledger
        .reserve(holdOf(['team'], 1))
        .catch(reason => reason);
      expect(error).toBeInstanceOf(LedgerUnavailableError);
      // Until it is connected again it says that it is away.
      if (/lost the ledger/.test(error.message)) {
        break;
      }
      await sleep(20);
    }
  });

  it('fails closed when Redis lost the books, until a start begins them again', async () => {
    const ledger = await start(2_000);
    const client = new Redis(server.url);
    await client.flushall();
    client.disconnect();
    const lost = ledger.reserve(holdOf(['team'], 1));
    await expect(lost).rejects.toThrow(LedgerUnavailableError);
    await expect(lost).rejects.toThrow('Redis lost the ledger');
    const again = new RedisLedger({ url: server.url, timeout: 2_000 });
    open.push(again);
    await again.start(PERIOD, async () => new Map([['team', 900]]));
    expect(await sums(again)).toEqual([900, 0, 0]);
  });
});

const url = postgresUrl();
const describePostgres = url ? describe : describe.skip;

describePostgres('a ledger in PostgreSQL', () => {
  let database: TestDatabase;
  let relay: Relay;
  let ledger: SqlLedger;
  let knex: Awaited<ReturnType<typeof openTestDatabase>>;

  beforeEach(async () => {
    database = await makePostgres(url!);
    const through = new URL(database.options.connection as string);
    relay = await Relay.start(Number(through.port || 5432));
    through.host = `127.0.0.1:${relay.port}`;
    knex = await openTestDatabase({ client: 'pg', connection: through.href });
    ledger = new SqlLedger(knex, { timeout: 1_000, retryEvery: 20 });
    await ledger.setLimits(new Map([['team', 1_000]]), 1);
  });

  afterEach(async () => {
    relay.thaw();
    await ledger.close();
    await knex.destroy();
    await relay.close();
    await database.remove();
  });

  it('fails closed while the network is frozen, and keeps no hold of that time', async () => {
    const before = holdOf(['team'], 100);
    await ledger.reserve(before);
    relay.freeze();
    await expectClosed(ledger);
    const settled = { state: 'settled', amount: 40 } as const;
    await expect(ledger.end(before.id, settled)).rejects.toThrow(
      LedgerUnavailableError,
    );
    relay.thaw();
    await eventually(() => sums(ledger), [40, 0, 0]);
    await eventually(() => ledger.reserve(holdOf(['team'], 960)));
  });

  it('goes on after its connections were cut', async () => {
    const holds = Array.from({ length: 40 }, () => holdOf(['team'], 10));
    const race = holds.map(hold => ledger.reserve(hold));
    relay.cut();
    await Promise.allSettled(race);
    await database.knex.raw(
      `select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid()`,
    );
    const answers = await Promise.allSettled(race);
    const granted = answers.filter(one => one.status === 'fulfilled').length;
    await eventually(() => sums(ledger), [0, 10 * granted, 0]);
  });
});

describe('a process that was killed with open holds', () => {
  const stores: [string, () => Promise<[LedgerOptions, () => unknown]>][] = [
    ['SQLite', () => onDatabase(makeSqlite)],
  ];
  if (url) {
    stores.push(['PostgreSQL', () => onDatabase(() => makePostgres(url))]);
  }
  if (hasRedisServer()) {
    stores.push(['Redis', onRedis]);
  }

  it.each(stores)('leaves them to the reaper, on %s', async (_, make) => {
    const [options, remove] = await make();
    const { ledger, close } = await openLedger(options);
    const doomed = await LedgerProcess.start(options);
    try {
      await ledger.setLimits(new Map([['team', 100]]), 1);
      const hold = holdOf(['team'], 60);
      expect(await doomed.reserve(hold)).toEqual({ granted: true });
      await doomed.kill();
      expect(await sums(ledger)).toEqual([0, 60, 0]);
      expect(await ledger.reap(hold.expiresAt, 10)).toEqual([]);
      expect(await ledger.reap(hold.expiresAt + 1, 10)).toEqual([
        { ...hold, state: 'unreconciled' },
      ]);
      // It still counts: nobody knows what the provider billed.
      const over = await ledger.reserve(holdOf(['team'], 41));
      expect(over).toMatchObject({ granted: false, headroom: 40 });
    } finally {
      await doomed.kill();
      await close();
      await remove();
    }
  });
});

async function onDatabase(
  make: () => Promise<TestDatabase>,
): Promise<[LedgerOptions, () => unknown]> {
  const database = await make();
  const options = { store: 'database', database: database.options } as const;
  return [options, () => database.remove()];
}

async function onRedis(): Promise<[LedgerOptions, () => unknown]> {
  const server = await RedisServer.start();
  const options = { store: 'redis', url: server.url, prefix: '{a}:' } as const;
  return [options, () => server.remove()];
}
