import { randomUUID } from 'node:crypto';
import type { HoldRequest, Ledger } from '../types';

export const PERIOD = '2026-11';
export const AT = Date.UTC(2026, 10, 1);

/** A hold on scopes of which the first begins with a letter before the second's. */
export function holdOf(
  scopes: readonly string[],
  amount: number,
  more: Partial<HoldRequest> = {},
): HoldRequest {
  const id = randomUUID();
  return {
    ...{ id, attemptId: `attempt-${id}`, scopes, period: PERIOD, amount },
    ...{ createdAt: AT, expiresAt: AT + 60_000, ...more },
  };
}

/** A copy of this realm: rows of a native driver may come from another one's arrays. */
export function own<T>(list: readonly T[]): T[] {
  return [...list];
}

/** Scopes of one case, so that cases may share a store. */
export function scopesOf(count: number): string[] {
  const name = randomUUID();
  return Array.from({ length: count }, (_, index) => `group:${name}/${index}`);
}

export async function limit(
  ledger: Ledger,
  limits: Record<string, number | null>,
) {
  await ledger.setLimits(new Map(Object.entries(limits)), 1);
}

export async function sums(ledger: Ledger, scope: string, period = PERIOD) {
  const balance = (await ledger.balances([scope], period)).get(scope)!;
  return [balance.settled, balance.held, balance.unreconciled];
}
