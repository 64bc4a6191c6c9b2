import { holdOf } from './__testUtils__/holds';
import { MemoryLedger } from './MemoryLedger';
import { Reaper, type Reaped } from './Reaper';
import { reconcile } from './reconcile';

const PERIOD = '2026-11';

async function sums(ledger: MemoryLedger) {
  const { settled, held, unreconciled } = (
    await ledger.balances(['team'], PERIOD)
  ).get('team')!;
  return { settled, held, unreconciled };
}

describe('Reaper', () => {
  let ledger: MemoryLedger;

  beforeEach(async () => {
    ledger = new MemoryLedger();
    await ledger.setLimits(new Map([['team', 1_000]]), 1);
  });

  it('finds all that expired, and says so for the audit', async () => {
    const holds = [1, 2, 3, 4, 5].map(at =>
      holdOf(['team'], 10 * at, { expiresAt: at * 1_000 }),
    );
    for (const hold of holds) {
      await ledger.reserve(hold);
    }
    const seen: Reaped[] = [];
    const reaper = new Reaper(ledger, {
      ...{ reaped: one => seen.push(one), batch: 2, now: () => 4_500 },
    });
    expect(await reaper.run()).toEqual(seen);
    expect(seen.map(({ hold }) => hold.id)).toEqual(
      holds.slice(0, 4).map(({ id }) => id),
    );
    const { id, attemptId } = holds[0];
    expect(seen[0].act).toEqual({
      ...{ by: 'system', what: 'hold.expired' },
      detail: {
        ...{ holdId: id, attemptId, period: PERIOD },
        ...{ amount: 10, expiresAt: 1_000 },
      },
    });
    expect(await sums(ledger)).toEqual({
      ...{ settled: 0, held: 50, unreconciled: 100 },
    });
    expect(await reaper.run()).toEqual([]);
  });

  it('runs by itself', async () => {
    await ledger.reserve(holdOf(['team'], 10, { expiresAt: 1 }));
    const reaped = new Promise<Reaped>(resolve => {
      const reaper = new Reaper(ledger, {
        every: 1,
        reaped: one => resolve(reaper.close().then(() => one)),
      });
      reaper.start();
    });
    expect((await reaped).hold.amount).toBe(10);
  });

  it('is followed by numbers of the provider or a write-off', async () => {
    const [known, lost, open] = [
      holdOf(['team'], 100, { expiresAt: 1 }),
      holdOf(['team'], 200, { expiresAt: 1 }),
      holdOf(['team'], 300),
    ];
    for (const hold of [known, lost, open]) {
      await ledger.reserve(hold);
    }
    await ledger.reap(2, 10);
    const reason = 'the invoice of November';
    const { items, acts } = await reconcile(
      ledger,
      [
        { holdId: known.id, amount: 130, kind: 'provider', reason },
        { holdId: lost.id, amount: 0, kind: 'write-off', reason },
        { holdId: open.id, amount: 1, kind: 'provider', reason },
        { holdId: 'nobody', amount: 1, kind: 'provider', reason },
      ],
      'user:default/ann',
    );
    expect(items.map(({ outcome }) => outcome)).toEqual([
      ...['reconciled', 'reconciled', 'open', 'unknown'],
    ]);
    expect(acts).toMatchObject([
      {
        ...{ by: 'user:default/ann', what: 'hold.reconciled' },
        detail: { held: 100, amount: 130, breach: true, reason },
      },
      {
        what: 'hold.written-off',
        detail: { held: 200, amount: 0, breach: false },
      },
    ]);
    expect(await sums(ledger)).toEqual({
      ...{ settled: 130, held: 300, unreconciled: 0 },
    });
  });
});
