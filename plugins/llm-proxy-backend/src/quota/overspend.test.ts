import {
  makePostgres,
  makeSqlite,
  postgresUrl,
  type TestDatabase,
} from './__testUtils__/databases';
import { runOverspend } from './__testUtils__/overspend';
import { hasRedisServer, RedisServer } from './__testUtils__/redisServer';

/** More with WAYMARK_FULL, as CI does; `yarn bench llm-proxy overspend` runs 10,000. */
const SCHEDULES = process.env.WAYMARK_FULL ? 500 : 100;

function expectSound(result: Awaited<ReturnType<typeof runOverspend>>) {
  expect(result.violations).toEqual([]);
  expect(result.granted).toBeGreaterThan(SCHEDULES);
  // The limits are tight, or nothing would be shown.
  expect(result.refused).toBeGreaterThan(SCHEDULES);
}

describe('what is billed never passes the books, nor they the limits', () => {
  it('in memory', async () => {
    expectSound(
      await runOverspend({
        ...{ ledger: { store: 'memory' }, schedules: 10 * SCHEDULES },
      }),
    );
  });

  const url = postgresUrl();
  const databases: [string, () => Promise<TestDatabase>][] = [
    ['SQLite', makeSqlite],
  ];
  if (url) {
    databases.push(['PostgreSQL', () => makePostgres(url)]);
  }

  it.each(databases)(
    'on %s, with three processes',
    async (_, make) => {
      const database = await make();
      try {
        expectSound(
          await runOverspend({
            ledger: { store: 'database', database: database.options },
            schedules: SCHEDULES,
          }),
        );
      } finally {
        await database.remove();
      }
    },
    600_000,
  );

  (hasRedisServer() ? it : it.skip)(
    'in Redis, with three processes',
    async () => {
      const server = await RedisServer.start();
      try {
        const { url: at } = server;
        const ledger = { store: 'redis', url: at, prefix: '{a}:' } as const;
        expectSound(await runOverspend({ ledger, schedules: SCHEDULES }));
      } finally {
        await server.remove();
      }
    },
    600_000,
  );
});
