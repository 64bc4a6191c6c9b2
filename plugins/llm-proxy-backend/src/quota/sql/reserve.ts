import type { Knex } from 'knex';
import type { HoldRequest, Reservation } from '../types';
import { type Int, isEmbedded, marks, rowsOf } from './rows';

/** Rows of balances went missing under us: make them and try again. */
export class MissingBalancesError extends Error {
  readonly name = 'MissingBalancesError';
}

/** Carries a refusal out of the transaction, which is then rolled back. */
export class RefusedError extends Error {
  readonly name = 'RefusedError';
  constructor(readonly reservation: Reservation) {
    super('refused');
  }
}

/**
 * Makes balances of zero where there are none, outside of the transaction of
 * a hold, so that waiting for another who does the same holds no lock.
 */
export async function ensureBalances(
  knex: Knex,
  period: string,
  scopes: readonly string[],
): Promise<void> {
  await knex.raw(
    `insert into quota_balance (scope, period) values ${scopes
      .map(() => '(?, ?)')
      .join(', ')} on conflict do nothing`,
    scopes.flatMap(scope => [scope, period]),
  );
}

/** Takes the row locks of a change in one order for all; the embedded database needs none. */
export async function lockBalances(
  trx: Knex,
  period: string,
  scopes: readonly string[],
): Promise<void> {
  if (!isEmbedded(trx)) {
    await trx.raw(
      `select 1 from quota_balance where period = ? and scope in (${marks(
        scopes,
      )}) order by scope for update`,
      [period, ...scopes],
    );
  }
}

/**
 * Makes a hold or throws {@link RefusedError}. The first statement writes, so
 * that the embedded database gives the transaction its turn at once.
 */
export async function reserveIn(
  trx: Knex,
  request: HoldRequest,
): Promise<Reservation> {
  const { id, period, scopes, amount } = request;
  const made = await rowsOf(
    trx,
    `insert into quota_hold
       (id, attempt_id, state, scopes, period, amount, created_at, expires_at)
     values (?, ?, 'open', ?, ?, ?, ?, ?)
     on conflict (id) do nothing returning id`,
    [
      ...[id, request.attemptId, JSON.stringify(scopes), period],
      ...[amount, request.createdAt, request.expiresAt],
    ],
  );
  if (!made.length) {
    return repeated(trx, id);
  }
  await lockBalances(trx, period, scopes);
  const inScopes = `scope in (${marks(scopes)})`;
  const held = await rowsOf(
    trx,
    `update quota_balance set held = held + ?
     where period = ? and ${inScopes}
       and exists (select 1 from quota_limit where ${inScopes}
                   and amount is not null)
       and not exists (
         select 1 from quota_balance b join quota_limit l on l.scope = b.scope
         where b.period = ? and b.${inScopes}
           and b.settled + b.held + b.unreconciled + ? > l.amount)
     returning scope`,
    [amount, period, ...scopes, ...scopes, period, ...scopes, amount],
  );
  if (held.length === 0) {
    throw new RefusedError(await refusal(trx, request));
  }
  if (held.length < scopes.length) {
    throw new MissingBalancesError();
  }
  return { granted: true };
}

/** The same request again, after its first answer was lost. */
async function repeated(trx: Knex, id: string): Promise<Reservation> {
  const [row] = await rowsOf<{ state: string }>(
    trx,
    'select state from quota_hold where id = ?',
    [id],
  );
  return row?.state === 'open'
    ? { granted: true }
    : { granted: false, scope: null, limit: null, headroom: null };
}

async function refusal(
  trx: Knex,
  { period, scopes, amount }: HoldRequest,
): Promise<Reservation> {
  const rows = await rowsOf<{ scope: string; amount: Int; used: Int | null }>(
    trx,
    `select l.scope, l.amount, b.settled + b.held + b.unreconciled as used
     from quota_limit l
     left join quota_balance b on b.scope = l.scope and b.period = ?
     where l.scope in (${marks(scopes)}) and l.amount is not null
     order by l.scope`,
    [period, ...scopes],
  );
  for (const row of rows) {
    if (row.used === null) {
      throw new MissingBalancesError();
    }
    const limit = Number(row.amount);
    const headroom = limit - Number(row.used);
    if (amount > headroom) {
      return { granted: false, scope: row.scope, limit, headroom };
    }
  }
  if (rows.length) {
    // Locks are held, so what was refused is refused: a row was missing.
    throw new MissingBalancesError();
  }
  return { granted: false, scope: null, limit: null, headroom: null };
}
