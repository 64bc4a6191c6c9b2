import type {
  Reconciled,
  Reconciliation,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Acts } from '../acts';
import type { AuditLog } from '../audit/types';
import { reconcile } from './reconcile';
import type { Ledger } from './types';

/**
 * Ends unreconciled holds in the ledger and in the records alike, so that the
 * calls behind them show what they cost.
 */
export function settler(options: {
  acts: Acts;
  audit: Pick<AuditLog, 'append'>;
  ledger: Ledger;
  now?: () => number;
}): (items: Reconciliation['items'], by: string) => Promise<Reconciled> {
  const { acts, audit, ledger, now = Date.now } = options;
  return async (items, by) => {
    const { items: outcomes, acts: done } = await reconcile(ledger, items, by);
    for (const { what, detail } of done) {
      acts.record(by, what, detail);
      const attemptId = String(detail.attemptId);
      audit.append({
        type: 'completion',
        attemptId,
        requestId: attemptId,
        at: now(),
        outcome: 'settled',
        amount: Number(detail.amount),
        usage: null,
        estimated: false,
        status: null,
        end: 'unknown',
        firstByteMs: null,
        durationMs: 0,
        cache: 'none',
        rebuilt: true,
      });
    }
    return { items: outcomes };
  };
}
