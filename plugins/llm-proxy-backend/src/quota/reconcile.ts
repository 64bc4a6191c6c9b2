import type {
  Reconciled,
  Reconciliation,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Act } from './Reaper';
import type { Ledger } from './types';

/**
 * Ends unreconciled holds by what the provider says, or by a write-off, which
 * counts zero. Holds that are still open are left alone: their calls may end
 * by themselves.
 *
 * @returns the outcome of each, and an act for the audit for each that ended
 */
export async function reconcile(
  ledger: Ledger,
  items: Reconciliation['items'],
  by: string,
): Promise<Reconciled & { readonly acts: Act[] }> {
  const known = await ledger.outcomes(items.map(({ holdId }) => holdId));
  const acts: Act[] = [];
  const outcomes: Reconciled['items'] = [];
  for (const { holdId, kind, reason, ...item } of items) {
    const before = known.get(holdId);
    if (before?.state !== 'unreconciled') {
      const outcome = before?.state === 'open' ? 'open' : 'unknown';
      outcomes.push({ holdId, outcome });
      continue;
    }
    const amount = kind === 'write-off' ? 0 : item.amount;
    const { applied, breach } = await ledger.end(holdId, {
      state: 'settled',
      amount,
    });
    outcomes.push({ holdId, outcome: applied ? 'reconciled' : 'unknown' });
    if (applied) {
      const { attemptId, period, amount: held } = before;
      acts.push({
        by,
        what: kind === 'write-off' ? 'hold.written-off' : 'hold.reconciled',
        detail: {
          ...{ holdId, attemptId, period, held, amount, reason, breach },
        },
      });
    }
  }
  return { items: outcomes, acts };
}
