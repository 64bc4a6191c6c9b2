import { setTimeout as sleep } from 'node:timers/promises';
import {
  makePostgres,
  makeSqlite,
  postgresUrl,
  type TestDatabase,
} from './__testUtils__/databases';
import { holdOf } from './__testUtils__/holds';
import { Replicas } from './Replicas';
import { SoleLedger } from './SoleLedger';
import { LedgerUnavailableError } from './types';

const url = postgresUrl();
const stores = [
  ['SQLite', makeSqlite],
  ...(url ? [['PostgreSQL', () => makePostgres(url)]] : []),
] as [string, () => Promise<TestDatabase>][];

describe.each(stores)('Replicas on %s', (_, make) => {
  let database: TestDatabase;
  const open: Replicas[] = [];

  beforeEach(async () => {
    database = await make();
  });

  afterEach(async () => {
    await Promise.all(open.splice(0).map(one => one.close()));
    await database.remove();
  });

  /** Beats only when told, unless `every` is short. */
  async function start(liveFor = 60_000, every = 60_000) {
    const one = new Replicas(database.knex, {
      ...{ store: 'memory', every, liveFor },
    });
    open.push(one);
    await one.start();
    return one;
  }

  function ledgerOf(replicas: Replicas, spent = 0) {
    const ledger = new SoleLedger(replicas, async () => ({
      period: '2026-11',
      spent: new Map([['team', spent]]),
    }));
    return ledger.setLimits(new Map([['team', 100]]), 1).then(() => ledger);
  }

  it('serve from the memory of the eldest, until it leaves', async () => {
    const elder = await start();
    const first = await ledgerOf(elder);
    expect((await first.reserve(holdOf(['team'], 60))).granted).toBe(true);
    await sleep(5);
    const younger = await start();
    await elder.beat();
    expect([elder.count, younger.count]).toEqual([2, 2]);
    const second = await ledgerOf(younger, 60);
    const failed = second.reserve(holdOf(['team'], 1));
    await expect(failed).rejects.toThrow(LedgerUnavailableError);
    await expect(failed).rejects.toThrow(
      /store is memory, .* another replica runs since 20.*: set it to database or redis/,
    );
    expect((await first.reserve(holdOf(['team'], 1))).granted).toBe(true);

    await elder.close();
    await younger.beat();
    // It begins with what the audit has of the other.
    const over = await second.reserve(holdOf(['team'], 41));
    expect(over).toMatchObject({ granted: false, headroom: 40 });
    expect((await second.reserve(holdOf(['team'], 40))).granted).toBe(true);
  });

  it('do not trust a replica that was silent for too long', async () => {
    const stopped = await start(150);
    const ledger = await ledgerOf(stopped);
    await ledger.reserve(holdOf(['team'], 10));
    const reign = stopped.reign;
    await sleep(200);
    expect(stopped.reign).toBeNull();
    await expect(ledger.reserve(holdOf(['team'], 1))).rejects.toThrow(
      'did not confirm',
    );
    const other = await start(150, 20);
    await stopped.beat();
    // It was the elder; while it was away the other took over.
    expect(stopped.reign).toBeNull();
    expect(other.reign).not.toBeNull();
    await other.close();
    await stopped.beat();
    expect(stopped.reign).toBeGreaterThan(reign!);
  });

  it('fail closed when the audit does not say what was spent', async () => {
    const replicas = await start();
    let broken = true;
    const ledger = new SoleLedger(replicas, async () => {
      if (broken) {
        throw new Error('no');
      }
      return { period: '2026-11', spent: new Map() };
    });
    await expect(ledger.reserve(holdOf(['team'], 1))).rejects.toThrow(
      'The audit did not say what was spent',
    );
    broken = false;
    expect(await ledger.reserve(holdOf(['team'], 1))).toMatchObject({
      ...{ granted: false, scope: null },
    });
  });
});
