import type { Knex } from 'knex';
import type { AuditCompletion } from './types';

/** How the ledger says that a hold ended; amounts are nano-dollars. */
type Settlement =
  | { readonly state: 'settled'; readonly amount: number }
  | { readonly state: 'released' }
  | { readonly state: 'unreconciled'; readonly amount: number };

/** Null while the hold is open: the reaper will end it. */
export type SettlementOf = (hold: {
  readonly id: string;
  readonly amount: number;
}) => Promise<Settlement | null>;

const PAGE = 200;

interface OpenAttempt {
  id: string;
  request_id: string;
  hold_id: string;
  held: string | number;
  at: string | number;
}

/**
 * Completions for attempts of processes that are gone: they died between the
 * settlement and the record of it, or before.
 */
export async function* rebuild(
  knex: Knex,
  settlementOf: SettlementOf,
  clock: () => number,
): AsyncGenerator<AuditCompletion> {
  for (let after = ''; ; ) {
    const page = await knex('audit_attempt')
      .join('audit_writer', 'audit_writer.writer', 'audit_attempt.writer')
      .where({ outcome: 'open', done: true })
      .whereNotNull('hold_id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(PAGE)
      .select<OpenAttempt[]>('id', 'request_id', 'hold_id', 'held', 'at');
    for (const attempt of page) {
      const settlement = await settlementOf({
        id: attempt.hold_id,
        amount: Number(attempt.held),
      });
      if (settlement) {
        yield completionOf(attempt, settlement, clock());
      }
    }
    if (page.length < PAGE) {
      return;
    }
    after = page[page.length - 1].id;
  }
}

function completionOf(
  attempt: OpenAttempt,
  settlement: Settlement,
  at: number,
): AuditCompletion {
  return {
    type: 'completion',
    attemptId: attempt.id,
    requestId: attempt.request_id,
    at,
    outcome: settlement.state,
    amount: settlement.state === 'released' ? 0 : settlement.amount,
    usage: null,
    estimated: false,
    status: null,
    end: 'unknown',
    firstByteMs: null,
    durationMs: Math.max(0, at - Number(attempt.at)),
    cache: 'none',
    rebuilt: true,
  };
}
