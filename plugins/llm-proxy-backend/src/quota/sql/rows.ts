import type { Knex } from 'knex';
import type { Hold, HoldOutcome } from '../types';

/** Money of PostgreSQL comes as text: it is below 2^53 by its limits. */
export type Int = number | string;

/** A row of `quota_hold`. */
export interface HoldRow {
  id: string;
  attempt_id: string;
  state: HoldOutcome['state'];
  previous: 'open' | 'unreconciled' | null;
  scopes: string;
  period: string;
  amount: Int;
  charged: Int | null;
  created_at: Int;
  expires_at: Int;
}

export function toHold(row: HoldRow): Hold {
  return {
    id: row.id,
    attemptId: row.attempt_id,
    scopes: JSON.parse(row.scopes),
    period: row.period,
    amount: Number(row.amount),
    createdAt: Number(row.created_at),
    expiresAt: Number(row.expires_at),
    state: row.state === 'open' ? 'open' : 'unreconciled',
  };
}

export function toOutcome(row: HoldRow): HoldOutcome {
  const ended = row.state === 'settled' || row.state === 'released';
  return {
    state: row.state,
    attemptId: row.attempt_id,
    period: row.period,
    amount: Number(ended ? row.charged : row.amount),
  };
}

/** The rows of a raw statement, on either driver. */
export async function rowsOf<T>(
  knex: Knex,
  sql: string,
  bindings: Knex.RawBinding[],
): Promise<T[]> {
  const result = await knex.raw(sql, bindings);
  return Array.isArray(result) ? result : result.rows ?? [];
}

/** `?, ?, ?` */
export function marks(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

/** True for the embedded database: one writer at a time, no row locks. */
export function isEmbedded(knex: Knex): boolean {
  return knex.client.config.client === 'better-sqlite3';
}
