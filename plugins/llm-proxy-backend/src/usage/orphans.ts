import type { Knex } from 'knex';
import type { AuditCompletion } from '../audit/types';
import { insertRows, whereListed } from './recordset';

/**
 * Completions whose intent is in the log of another process that is not
 * delivered yet: the reaper or an operator may be ahead of it.
 */
export async function keepOrphans(
  trx: Knex.Transaction,
  completions: readonly AuditCompletion[],
): Promise<void> {
  await insertRows(
    trx,
    'audit_orphan',
    { attempt_id: 'text', at: 'bigint', record: 'text' },
    ['id'],
    completions.map(completion => ({
      attempt_id: completion.attemptId,
      at: completion.at,
      record: JSON.stringify(completion),
    })),
    { ignore: true },
  );
}

/** Those of the given attempts, in the order they came; they are gone then. */
export async function takeOrphans(
  trx: Knex.Transaction,
  attemptIds: readonly string[],
): Promise<AuditCompletion[]> {
  if (attemptIds.length === 0) {
    return [];
  }
  const rows = await trx('audit_orphan')
    .modify(builder => whereListed(trx, builder, 'attempt_id', attemptIds))
    .orderBy('id')
    .select<Array<{ id: number; record: string }>>('id', 'record');
  if (rows.length > 0) {
    await trx('audit_orphan')
      .modify(builder => whereListed(trx, builder, 'attempt_id', attemptIds))
      .delete();
  }
  return rows.map(row => JSON.parse(row.record) as AuditCompletion);
}
