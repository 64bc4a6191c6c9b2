import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { Principal } from '../../principals/types';
import { hasRedisServer, RedisServer } from '../__testUtils__/redisServer';
import { type RateGrant, LedgerUnavailableError } from '../types';
import type { RateStore } from './measure';
import { MemoryRates } from './MemoryRates';
import { Rates } from './Rates';
import { RedisRates } from './RedisRates';

const NONE = { user: {}, service: {}, team: {} };
const LEASE = 60_000;

function principal(more: Partial<Principal> = {}): Principal {
  return {
    ...{ user: null, service: 'component:a', team: 'group:t', ...more },
  } as Principal;
}

function refused(grant: RateGrant) {
  expect(grant.granted).toBe(false);
  return grant as Extract<RateGrant, { granted: false }>;
}

function granted(grant: RateGrant) {
  expect(grant.granted).toBe(true);
  return grant as Extract<RateGrant, { granted: true }>;
}

describe('Rates in memory', () => {
  let now = 1_000_000;
  const make = (limits: object, replicas = 1) => {
    const count = () => replicas;
    const own = new MemoryRates({
      ...{ replicas: count, leaseFor: LEASE, now: () => now },
    });
    const all = { ...NONE, ...limits };
    return new Rates({ limits: all, own, replicas: count });
  };

  it('let requests through again as the minute passes', async () => {
    const rates = make({ service: { requestsPerMinute: 2 } });
    granted(await rates.acquire(principal(), 0));
    const second = granted(await rates.acquire(principal(), 0));
    expect(second.states).toEqual([
      {
        ...{ scope: 'component:a', kind: 'requests', limit: 2, left: 0 },
        resetMs: 60_000,
      },
    ]);
    const third = refused(await rates.acquire(principal(), 0));
    expect(third).toMatchObject({ retryAfter: 30 });
    now += 29_999;
    refused(await rates.acquire(principal(), 0));
    now += 1;
    granted(await rates.acquire(principal(), 0));
    granted(await rates.acquire(principal({ service: 'component:b' }), 0));
  });

  it('take from all limits or from none', async () => {
    const rates = make({
      service: { requestsPerMinute: 10 },
      team: { tokensPerMinute: 100 },
    });
    refused(await rates.acquire(principal(), 101));
    granted(await rates.acquire(principal(), 100));
    const grant = refused(await rates.acquire(principal(), 1));
    expect(grant.state).toMatchObject({ scope: 'group:t', kind: 'tokens' });
    expect(await rates.state(principal())).toMatchObject([
      { kind: 'requests', left: 9 },
      { kind: 'tokens', left: 0 },
    ]);
  });

  it('bound calls at a time until they end or expire', async () => {
    const rates = make({ team: { concurrency: 2 } });
    const first = granted(await rates.acquire(principal(), 0));
    granted(await rates.acquire(principal(), 0));
    const third = refused(await rates.acquire(principal(), 0));
    expect(third.state).toMatchObject({ kind: 'concurrency', left: 0 });
    first.release();
    first.release();
    granted(await rates.acquire(principal(), 0));
    refused(await rates.acquire(principal(), 0));
    now += LEASE;
    granted(await rates.acquire(principal(), 0));
  });

  it('give each replica its part, never nothing', async () => {
    const rates = make({ service: { requestsPerMinute: 7 } }, 3);
    granted(await rates.acquire(principal(), 0));
    granted(await rates.acquire(principal(), 0));
    refused(await rates.acquire(principal(), 0));
    const small = make({ service: { requestsPerMinute: 1 } }, 3);
    granted(await small.acquire(principal(), 0));
  });

  it('ask nothing of those who have no limit', async () => {
    const rates = make({ user: { requestsPerMinute: 1 } });
    expect(granted(await rates.acquire(principal(), 9)).states).toEqual([]);
    expect(await rates.state(principal())).toEqual([]);
  });

  it('never let more through in any time than the limit allows', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 50 }),
        fc.array(fc.tuple(fc.nat(3_000), fc.integer({ min: 1, max: 9 }))),
        async (limit, calls) => {
          const rates = make({ team: { tokensPerMinute: limit } });
          const begin = now;
          let taken = 0;
          for (const [wait, tokens] of calls) {
            now += wait;
            const grant = await rates.acquire(principal(), tokens);
            taken += grant.granted ? tokens : 0;
            const most = limit + ((now - begin) * limit) / 60_000;
            expect(taken).toBeLessThanOrEqual(most);
          }
        },
      ),
    );
  });

  it('count for themselves while the common store is away', async () => {
    const away = async () => {
      throw new LedgerUnavailableError('away');
    };
    const common: RateStore = {
      ...{ take: away, look: away, drop: away, close: async () => {} },
    };
    const replicas = () => 2;
    const own = new MemoryRates({ replicas, leaseFor: LEASE });
    const limits = { ...NONE, service: { requestsPerMinute: 2 } };
    const rates = new Rates({ limits, common, own, replicas });
    granted(await rates.acquire(principal(), 0));
    refused(await rates.acquire(principal(), 0));
    expect((await rates.state(principal()))[0].limit).toBe(1);
    await rates.close();
  });
});

const describeRedis = hasRedisServer() ? describe : describe.skip;

describeRedis('Rates in Redis', () => {
  let server: RedisServer;
  const open: Rates[] = [];

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(async () => {
    await Promise.all(open.map(one => one.close()));
    await server?.remove();
  });

  async function make(limits: object, leaseFor = LEASE) {
    const prefix = `{${randomUUID()}}:`;
    const one = async () => {
      const common = new RedisRates({
        ...{ url: server.url, timeout: 20_000, prefix, leaseFor },
      });
      await common.start();
      const own = new MemoryRates({ replicas: () => 1, leaseFor });
      const all = { ...NONE, ...limits };
      const rates = new Rates({ limits: all, common, own, replicas: () => 1 });
      open.push(rates);
      return rates;
    };
    return Promise.all([one(), one()]);
  }

  it('count requests and tokens for all replicas together', async () => {
    const [a, b] = await make({
      service: { requestsPerMinute: 3 },
      team: { tokensPerMinute: 10 },
    });
    granted(await a.acquire(principal(), 5));
    granted(await b.acquire(principal(), 4));
    const grant = refused(await a.acquire(principal(), 4));
    expect(grant.state).toMatchObject({ kind: 'tokens', limit: 10 });
    const last = granted(await b.acquire(principal(), 0));
    expect(last.states).toMatchObject([
      { scope: 'component:a', kind: 'requests', left: 0 },
      { scope: 'group:t', kind: 'tokens' },
    ]);
    expect(refused(await a.acquire(principal(), 0)).state.kind).toBe(
      'requests',
    );
    expect(await a.state(principal())).toHaveLength(2);
  });

  it('bound calls at a time over replicas, and forget those of the dead', async () => {
    const [a, b] = await make({ team: { concurrency: 2 } }, 400);
    const first = granted(await a.acquire(principal(), 0));
    granted(await b.acquire(principal(), 0));
    refused(await a.acquire(principal(), 0));
    first.release();
    const again = () => b.acquire(principal(), 0);
    granted(await until(again));
    refused(await again());
    // Nobody releases; the leases expire by the clock of the server.
    granted(await until(again));
  });

  it('let no more through when many race', async () => {
    const [a, b] = await make({ service: { requestsPerMinute: 5 } });
    const race = Array.from({ length: 40 }, (_, index) =>
      (index % 2 ? a : b).acquire(principal(), 0),
    );
    const grants = await Promise.all(race);
    expect(grants.filter(one => one.granted)).toHaveLength(5);
  });
});

async function until(work: () => Promise<RateGrant>): Promise<RateGrant> {
  for (let tries = 1; ; tries += 1) {
    const grant = await work();
    if (grant.granted || tries === 200) {
      return grant;
    }
    await new Promise(resolve => {
      setTimeout(resolve, 20);
    });
  }
}
