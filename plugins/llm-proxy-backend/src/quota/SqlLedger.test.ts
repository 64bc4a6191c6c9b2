import { setTimeout as sleep } from 'node:timers/promises';
import { SqlLedger } from './SqlLedger';
import {
  makePostgres,
  makeSqlite,
  postgresUrl,
  type TestDatabase,
} from './__testUtils__/databases';
import { ledgerConformance } from './__testUtils__/ledgerConformance';
import { holdsToModel } from './__testUtils__/ledgerModel';
import { LedgerUnavailableError } from './types';

const url = postgresUrl();
const stores: [string, () => Promise<TestDatabase>][] = [
  ['SQLite', makeSqlite],
];
if (url) {
  stores.push(['PostgreSQL', () => makePostgres(url)]);
} else {
  process.stdout.write('Skipped: there is no PostgreSQL for the ledger\n');
}

describe.each(stores)('SqlLedger on %s', (_, make) => {
  let database: TestDatabase;
  let ledger: SqlLedger;

  beforeEach(async () => {
    database = await make();
    ledger = new SqlLedger(database.knex, { timeout: 20_000 });
  });

  afterEach(async () => {
    await ledger.close();
    await database.remove();
  });

  it.each(ledgerConformance)('$name', async ({ run }) => {
    await expect(run(ledger)).resolves.toBeUndefined();
  });

  it('does what a simple model does', async () => {
    await holdsToModel(async () => ledger, 40);
  });

  it('begins with what was spent, once', async () => {
    const spent = async () => new Map([['team', 7]]);
    await ledger.start('2026-11', spent);
    await ledger.start('2026-11', spent);
    const balances = await ledger.balances(['team'], '2026-11');
    expect(balances.get('team')?.settled).toBe(7);
  });

  it('never makes a hold that was given up before', async () => {
    await ledger.setLimits(new Map([['team', 100]]), 1);
    const hurried = new SqlLedger(database.knex, {
      ...{ timeout: 50, retryEvery: 1 },
    });
    const hold = {
      ...{ id: 'late', attemptId: 'a', scopes: ['team'], period: '2026-11' },
      ...{ amount: 10, createdAt: 1, expiresAt: 2 },
    };
    // Another is making a row of the same id, or has the only connection.
    const other = await database.knex.transaction();
    await other.raw(
      `insert into quota_hold (id, attempt_id, state, scopes, period, amount,
         created_at, expires_at) values ('late', '', 'open', '[]', '', 0, 0, 0)`,
    );
    await expect(hurried.reserve(hold)).rejects.toThrow(LedgerUnavailableError);
    await other.rollback();
    for (let tries = 0; tries < 200; tries += 1) {
      const row = await database.knex('quota_hold').where('id', 'late').first();
      if (row?.state === 'released') {
        break;
      }
      await sleep(25);
    }
    await hurried.close();
    expect((await ledger.reserve(hold)).granted).toBe(false);
    const balances = await ledger.balances(['team'], '2026-11');
    expect(balances.get('team')?.held).toBe(0);
  });
});
