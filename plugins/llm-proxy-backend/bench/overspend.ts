import { loadavg } from 'node:os';
import {
  makePostgres,
  makeSqlite,
  postgresUrl,
  type TestDatabase,
} from '../src/quota/__testUtils__/databases';
import type { LedgerOptions } from '../src/quota/__testUtils__/openLedger';
import { runOverspend } from '../src/quota/__testUtils__/overspend';
import {
  hasRedisServer,
  RedisServer,
} from '../src/quota/__testUtils__/redisServer';

/** Makes an empty store, lends it, and removes it. */
type Store = (use: (ledger: LedgerOptions) => Promise<void>) => Promise<void>;

const onDatabase =
  (make: () => Promise<TestDatabase>): Store =>
  async use => {
    const database = await make();
    try {
      await use({ store: 'database', database: database.options });
    } finally {
      await database.remove();
    }
  };

const onRedis: Store = async use => {
  const server = await RedisServer.start();
  try {
    await use({ store: 'redis', url: server.url, prefix: '{bench}:' });
  } finally {
    await server.remove();
  }
};

/** Stores that are here, by their names. */
function stores(): Map<string, Store> {
  const found = new Map<string, Store>([
    ['memory', use => use({ store: 'memory' })],
    ['sqlite', onDatabase(makeSqlite)],
  ]);
  const url = postgresUrl();
  if (url) {
    found.set(
      'postgresql',
      onDatabase(() => makePostgres(url)),
    );
  }
  if (hasRedisServer()) {
    found.set('redis', onRedis);
  }
  return found;
}

/**
 * Random schedules of three processes (memory: one) on each store against a
 * mock provider that bills aborts and time-outs too; one line of JSON for each
 * store. Returns how many stores miss the bar.
 *
 * @param options - `store` names one; `schedules` is 10,000 by default
 */
export async function measureOverspend(options: {
  quick?: boolean;
  schedules?: number;
  store?: string;
}): Promise<number> {
  const schedules = options.schedules ?? (options.quick ? 500 : 10_000);
  let missed = 0;
  for (const [name, lend] of stores()) {
    if (!options.store || options.store === name) {
      missed += await measureStore(name, lend, schedules);
    }
  }
  return missed;
}

/** One line for one store; 1 when it misses the bar, else 0. */
async function measureStore(
  name: string,
  lend: Store,
  schedules: number,
): Promise<number> {
  let missed = 0;
  await lend(async ledger => {
    const began = performance.now();
    const result = await runOverspend({ ledger, schedules });
    const { violations, ...rest } = result;
    const met = violations.length === 0;
    missed += met ? 0 : 1;
    const line = {
      bench: 'llm-proxy',
      ...{ figure: 'overspend', store: name, value: violations.length },
      ...{ unit: 'violations', bar: 0, met, ...rest },
      seconds: Math.round((performance.now() - began) / 1_000),
      load: Number(loadavg()[0].toPrecision(3)),
    };
    process.stdout.write(`${JSON.stringify(line)}\n`);
    violations.slice(0, 20).forEach(one => process.stderr.write(`${one}\n`));
  });
  return missed;
}
