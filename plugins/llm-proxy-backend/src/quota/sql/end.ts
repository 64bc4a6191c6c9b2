import type { Knex } from 'knex';
import type { LateEnd } from '../LateEnds';
import type { EndResult, Hold } from '../types';
import { lockBalances } from './reserve';
import { type HoldRow, isEmbedded, marks, rowsOf, toHold } from './rows';

const NOT_APPLIED: EndResult = { applied: false, breach: false };

/**
 * Ends a hold, in the order hold, then balances, as everyone does. For `void`
 * an id that is not known is kept from ever being held.
 */
export async function endIn(
  trx: Knex,
  id: string,
  end: LateEnd,
  now: number,
): Promise<EndResult> {
  const ended = await endKnown(trx, id, end, now);
  if (ended.applied || end.state !== 'void') {
    return ended;
  }
  const kept = await rowsOf(
    trx,
    `insert into quota_hold
       (id, attempt_id, state, scopes, period, amount, charged, created_at,
        expires_at, ended_at)
     values (?, '', 'released', '[]', '', 0, 0, ?, ?, ?)
     on conflict (id) do nothing returning id`,
    [id, now, now, now],
  );
  // The insert waits for a transaction that is making the hold.
  return kept.length ? NOT_APPLIED : endKnown(trx, id, end, now);
}

async function endKnown(
  trx: Knex,
  id: string,
  end: LateEnd,
  now: number,
): Promise<EndResult> {
  const state = end.state === 'void' ? 'released' : end.state;
  const charged = end.state === 'settled' ? end.amount : 0;
  const final = state !== 'unreconciled';
  const [row] = await rowsOf<HoldRow>(
    trx,
    `update quota_hold
     set previous = state, state = ?, charged = ?, ended_at = ?
     where id = ? and state in (${final ? `'open', 'unreconciled'` : `'open'`})
     returning *`,
    [state, final ? charged : null, final ? now : null, id],
  );
  if (!row) {
    return NOT_APPLIED;
  }
  const amount = Number(row.amount);
  const scopes: string[] = JSON.parse(row.scopes);
  await lockBalances(trx, row.period, scopes);
  const from = row.previous === 'open' ? 'held' : 'unreconciled';
  await trx.raw(
    `update quota_balance set ${from} = ${from} - ?, ${
      final ? 'settled = settled + ?' : 'unreconciled = unreconciled + ?'
    } where period = ? and scope in (${marks(scopes)})`,
    [amount, final ? charged : amount, row.period, ...scopes],
  );
  return { applied: true, breach: charged > amount };
}

/** Turns expired open holds to unreconciled, of which another replica may be doing some. */
export async function reapIn(
  trx: Knex,
  now: number,
  limit: number,
): Promise<Hold[]> {
  const rows = await rowsOf<HoldRow>(
    trx,
    `update quota_hold set previous = 'open', state = 'unreconciled'
     where state = 'open' and id in (
       select id from quota_hold where state = 'open' and expires_at < ?
       order by expires_at, id limit ?
       ${isEmbedded(trx) ? '' : 'for update skip locked'})
     returning *`,
    [now, limit],
  );
  const holds = rows.map(toHold);
  const moves = new Map<string, [period: string, scope: string, sum: number]>();
  for (const { period, scopes, amount } of holds) {
    for (const scope of scopes) {
      const key = JSON.stringify([period, scope]);
      moves.set(key, [period, scope, (moves.get(key)?.[2] ?? 0) + amount]);
    }
  }
  for (const [period, scope, sum] of [...moves.values()].sort(byPlace)) {
    await trx.raw(
      `update quota_balance
       set held = held - ?, unreconciled = unreconciled + ?
       where period = ? and scope = ?`,
      [sum, sum, period, scope],
    );
  }
  return holds.sort((a, b) => a.expiresAt - b.expiresAt);
}

/** Byte order, as the database locks them in. */
function byPlace(
  [periodA, scopeA]: readonly [string, string, number],
  [periodB, scopeB]: readonly [string, string, number],
): number {
  return (
    Buffer.compare(Buffer.from(periodA), Buffer.from(periodB)) ||
    Buffer.compare(Buffer.from(scopeA), Buffer.from(scopeB))
  );
}
