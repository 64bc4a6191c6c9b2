import { MemoryLedger } from './MemoryLedger';
import { ledgerConformance } from './__testUtils__/ledgerConformance';
import { holdsToModel } from './__testUtils__/ledgerModel';

describe('MemoryLedger', () => {
  it.each(ledgerConformance)('$name', async ({ run }) => {
    await expect(run(new MemoryLedger())).resolves.toBeUndefined();
  });

  it('does what a simple model does', async () => {
    await holdsToModel(async () => new MemoryLedger(), 400);
  });

  it('begins with what was spent', async () => {
    const ledger = new MemoryLedger({
      period: '2026-11',
      spent: new Map([['team', 7]]),
    });
    const balances = await ledger.balances(['team'], '2026-11');
    expect(balances.get('team')).toEqual({
      ...{ limit: null, settled: 7, held: 0, unreconciled: 0 },
    });
  });
});
