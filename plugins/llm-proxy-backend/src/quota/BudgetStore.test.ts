import { BudgetStore } from './BudgetStore';
import { LimitFeed } from './LimitFeed';
import { MemoryLedger } from './MemoryLedger';
import {
  makePostgres,
  makeSqlite,
  postgresUrl,
  type TestDatabase,
} from './__testUtils__/databases';

const url = postgresUrl();
const stores: [string, () => Promise<TestDatabase>][] = [
  ['SQLite', makeSqlite],
  ...(url ? [['PostgreSQL', () => makePostgres(url)] as const] : []),
] as [string, () => Promise<TestDatabase>][];

describe.each(stores)('BudgetStore on %s', (_, make) => {
  let database: TestDatabase;
  let budgets: BudgetStore;
  let now = 1_000;

  beforeEach(async () => {
    database = await make();
    budgets = new BudgetStore(database.knex, () => now);
  });

  afterEach(async () => {
    await database.remove();
  });

  const set = (scope: string, limit: number | null, reason = 'because') =>
    budgets.set({ scope, limit, by: 'user:default/ann', reason });

  it('keeps limits and how they came to be', async () => {
    expect(await budgets.get('group:default/a')).toBeUndefined();
    expect(await budgets.revision()).toBe(0);
    await set('group:default/a', 5);
    now = 2_000;
    await set('group:default/b', 9_000_000_000_000_000);
    const change = await set('group:default/a', null, 'enough');
    expect(change).toEqual({
      ...{ revision: 3, at: 2_000, scope: 'group:default/a', from: 5 },
      ...{ to: null, by: 'user:default/ann', reason: 'enough' },
    });
    expect(await budgets.get('group:default/a')).toEqual({
      ...{ scope: 'group:default/a', limit: null },
      ...{ setBy: 'user:default/ann', setAt: 2_000 },
    });
    expect((await budgets.list()).map(({ limit }) => limit)).toEqual([
      ...[null, 9_000_000_000_000_000],
    ]);
    expect(await budgets.revision()).toBe(3);
  });

  it('pages through changes, the latest first', async () => {
    for (const limit of [1, 2, 3, 4]) {
      await set(limit % 2 ? 'group:default/a' : 'group:default/b', limit);
    }
    const first = await budgets.changes({ limit: 3 });
    expect(first.map(({ to }) => to)).toEqual([4, 3, 2]);
    const { revision } = first[2];
    const rest = await budgets.changes({ before: revision, limit: 3 });
    expect(rest.map(({ to }) => to)).toEqual([1]);
    const ofA = await budgets.changes({
      scopes: ['group:default/a', 'group:default/none'],
      limit: 9,
    });
    expect(ofA.map(({ from, to }) => [from, to])).toEqual([
      [1, 3],
      [null, 1],
    ]);
  });

  it('takes the limits of the configuration once', async () => {
    const first = [
      { scope: 'group:default/A', limit: 12.5 },
      { scope: 'provider:x', limit: 9_000_000 },
    ];
    expect(await budgets.setFirst(first)).toHaveLength(2);
    await set('group:default/a', null);
    expect(await budgets.setFirst(first)).toEqual([]);
    expect(await budgets.get('group:default/a')).toMatchObject({ limit: null });
    expect(await budgets.get('provider:x')).toMatchObject({
      ...{ limit: 9_000_000_000_000_000, setBy: 'config' },
    });
  });

  it('gives each of many changes at once a revision of its own', async () => {
    const changes = await Promise.all(
      Array.from({ length: 12 }, (_value, index) =>
        set(`group:default/${index % 3}`, index),
      ),
    );
    expect(
      changes.map(({ revision }) => revision).sort((a, b) => a - b),
    ).toEqual(Array.from({ length: 12 }, (_value, index) => index + 1));
    const last = new Map(
      (await budgets.changes({ limit: 99 }))
        .reverse()
        .map(({ scope, to }) => [scope, to]),
    );
    for (const { scope, limit } of await budgets.list()) {
      expect(limit).toBe(last.get(scope));
    }
  });

  it('refuses what is no amount', async () => {
    for (const limit of [-1, 0.5, 9_000_000_000_000_001]) {
      await expect(set('group:default/a', limit)).rejects.toThrow(RangeError);
    }
  });

  it('reaches the ledgers of all replicas', async () => {
    const ledgers = [new MemoryLedger(), new MemoryLedger()];
    const feeds = ledgers.map(
      ledger => new LimitFeed({ budgets, ledger, every: 5 }),
    );
    await set('group:default/a', 1);
    await Promise.all(feeds.map(feed => feed.start()));
    await set('group:default/a', 2);
    await feeds[0].push();
    const limits = async () =>
      Promise.all(
        ledgers.map(async ledger => {
          const all = await ledger.balances(['group:default/a'], '2026-11');
          return all.get('group:default/a')!.limit;
        }),
      );
    expect((await limits())[0]).toBe(2);
    while ((await limits())[1] !== 2) {
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
    }
    await Promise.all(feeds.map(feed => feed.close()));
  });
});
