import type { Knex } from 'knex';
import { daysOfPeriod } from './days';
import { UsageStore } from './UsageStore';

/**
 * What counts against each scope in a period as the records have it: settled,
 * unreconciled, and what is held by calls whose end nobody recorded. A ledger
 * without a memory of its own starts from it.
 */
export async function countedSums(
  knex: Knex,
  period: string,
): Promise<Map<string, number>> {
  const { first, last } = daysOfPeriod(period);
  const spent = await new UsageStore(knex).periodSums(period);
  const counted = new Map(
    [...spent].map(([scope, { settled, unreconciled }]) => [
      scope,
      settled + unreconciled,
    ]),
  );
  const open: Array<{ scope: string; held: unknown }> = await knex(
    'audit_attempt',
  )
    .join('scope_set_member', 'scope_set_member.set_id', 'audit_attempt.set_id')
    .where('outcome', 'open')
    .whereBetween('day', [first, last])
    .groupBy('scope')
    .select('scope')
    .sum({ held: 'held' });
  for (const { scope, held } of open) {
    counted.set(scope, (counted.get(scope) ?? 0) + Number(held));
  }
  return counted;
}
