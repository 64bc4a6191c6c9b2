import type { Knex } from 'knex';
import { checkAmount, checkRequest } from './check';
import { Gate, type Turn } from './Gate';
import { type LateEnd, LateEnds } from './LateEnds';
import { endIn, reapIn } from './sql/end';
import {
  ensureBalances,
  MissingBalancesError,
  RefusedError,
  reserveIn,
} from './sql/reserve';
import {
  type HoldRow,
  type Int,
  isEmbedded,
  marks,
  rowsOf,
  toHold,
  toOutcome,
} from './sql/rows';
import type {
  Balance,
  EndResult,
  Hold,
  HoldEnd,
  HoldOutcome,
  HoldQuery,
  HoldRequest,
  Ledger,
  Reservation,
} from './types';

/** How long holds that ended are remembered, in milliseconds. */
const KEEP_ENDED = 60 * 60 * 1000;

/** Scopes and periods whose balances are known to have rows. */
const MAX_KNOWN = 100_000;

const START = 'start';

/** The ledger in the plugin's own database, SQLite or PostgreSQL. */
export class SqlLedger implements Ledger {
  readonly kind = 'database';
  readonly durable = true;
  readonly #knex: Knex;
  readonly #gate: Gate;
  readonly #late: LateEnds;
  readonly #now: () => number;
  readonly #known = new Set<string>();

  /** @param options - `timeout` of one call, in milliseconds */
  constructor(
    knex: Knex,
    options: { timeout: number; now?: () => number; retryEvery?: number },
  ) {
    this.#knex = knex;
    this.#now = options.now ?? Date.now;
    this.#gate = new Gate({
      name: 'The database of the ledger',
      timeout: options.timeout,
      probe: async () => knex.raw('select 1'),
    });
    this.#late = new LateEnds(
      (id, end) => this.#end(id, end),
      options.retryEvery,
    );
  }

  /**
   * Begins with what was spent before this ledger kept the books; does nothing
   * when it has kept them already.
   */
  async start(
    period: string,
    spent: () => Promise<ReadonlyMap<string, number>>,
  ): Promise<void> {
    const begun = await this.#knex('quota_import').where({ id: START }).first();
    if (!begun) {
      await this.#import(START, period, await spent());
    }
  }

  async reserve(request: HoldRequest): Promise<Reservation> {
    checkRequest(request);
    try {
      return await this.#gate.run(turn => this.#reserve(request, turn));
    } catch (error) {
      this.#late.add(request.id, { state: 'void' });
      throw error;
    }
  }

  async end(id: string, end: HoldEnd): Promise<EndResult> {
    if (end.state === 'settled') {
      checkAmount(end.amount);
    }
    try {
      return await this.#end(id, end);
    } catch (error) {
      this.#late.add(id, end);
      throw error;
    }
  }

  reap(now: number, limit: number): Promise<Hold[]> {
    return this.#gate.run(async turn => {
      const holds = await this.#transaction(turn, trx =>
        reapIn(trx, now, limit),
      );
      await this.#knex.raw(
        `delete from quota_hold where id in
         (select id from quota_hold where ended_at < ? limit ?)`,
        [this.#now() - KEEP_ENDED, 10 * limit],
      );
      return holds;
    });
  }

  setLimits(
    limits: ReadonlyMap<string, number | null>,
    revision: number,
  ): Promise<void> {
    const entries = [...limits].sort(([a], [b]) => (a < b ? -1 : 1));
    return this.#gate.run(turn =>
      this.#transaction(turn, async trx => {
        for (const [scope, limit] of entries) {
          await trx.raw(
            `insert into quota_limit (scope, amount, revision)
             values (?, ?, ?)
             on conflict (scope) do update
             set amount = excluded.amount, revision = excluded.revision
             where quota_limit.revision <= excluded.revision`,
            [scope, limit === null ? null : checkAmount(limit), revision],
          );
        }
      }),
    );
  }

  balances(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, Balance>> {
    return this.#gate.run(async turn => {
      turn.check();
      const limits = await this.#knex('quota_limit')
        .whereIn('scope', scopes)
        .select<{ scope: string; amount: Int | null }[]>('scope', 'amount');
      const rows = await this.#knex('quota_balance')
        .where({ period })
        .whereIn('scope', scopes)
        .select<
          ({ scope: string } & Record<keyof Omit<Balance, 'limit'>, Int>)[]
        >('scope', 'settled', 'held', 'unreconciled');
      const limitOf = new Map(limits.map(row => [row.scope, row.amount]));
      const rowOf = new Map(rows.map(row => [row.scope, row]));
      return new Map(
        scopes.map(scope => {
          const limit = limitOf.get(scope) ?? null;
          const row = rowOf.get(scope);
          return [
            scope,
            {
              limit: limit === null ? null : Number(limit),
              settled: Number(row?.settled ?? 0),
              held: Number(row?.held ?? 0),
              unreconciled: Number(row?.unreconciled ?? 0),
            },
          ];
        }),
      );
    });
  }

  holds({ scope, state, after, limit }: HoldQuery): Promise<Hold[]> {
    const find = isEmbedded(this.#knex) ? 'instr' : 'strpos';
    return this.#gate.run(async () => {
      const query = this.#knex('quota_hold')
        .whereIn('state', state ? [state] : ['open', 'unreconciled'])
        .orderBy(['created_at', 'id'])
        .limit(limit)
        .select<HoldRow[]>('*');
      if (scope !== undefined) {
        query.whereRaw(`${find}(scopes, ?) > 0`, [JSON.stringify(scope)]);
      }
      if (after) {
        query.whereRaw('(created_at, id) > (?, ?)', [
          after.createdAt,
          after.id,
        ]);
      }
      return (await query).map(toHold);
    });
  }

  outcomes(ids: readonly string[]): Promise<Map<string, HoldOutcome>> {
    return this.#gate.run(async () => {
      if (!ids.length) {
        return new Map();
      }
      const rows = await rowsOf<HoldRow>(
        this.#knex,
        `select * from quota_hold where attempt_id <> '' and id in (${marks(
          ids,
        )})`,
        [...ids],
      );
      return new Map(rows.map(row => [row.id, toOutcome(row)]));
    });
  }

  importSettled(entry: {
    id: string;
    scopes: readonly string[];
    period: string;
    amount: number;
  }): Promise<boolean> {
    checkAmount(entry.amount);
    return this.#gate.run(() =>
      this.#import(
        `entry:${entry.id}`,
        entry.period,
        new Map(entry.scopes.map(scope => [scope, entry.amount])),
      ),
    );
  }

  /** The connections are the caller's. */
  async close(): Promise<void> {
    await this.#late.close();
    this.#gate.close();
  }

  async #reserve(request: HoldRequest, turn: Turn): Promise<Reservation> {
    for (let tries = 1; ; tries += 1) {
      try {
        await this.#ensure(request);
        return await this.#transaction(turn, trx => reserveIn(trx, request));
      } catch (error) {
        if (error instanceof RefusedError) {
          return error.reservation;
        }
        if (!(error instanceof MissingBalancesError) || tries === 3) {
          throw error;
        }
        this.#known.clear();
      }
    }
  }

  #end(id: string, end: LateEnd): Promise<EndResult> {
    return this.#gate.run(turn =>
      this.#transaction(turn, trx => endIn(trx, id, end, this.#now())),
    );
  }

  async #ensure({ period, scopes }: HoldRequest): Promise<void> {
    const missing = scopes.filter(
      scope => !this.#known.has(`${period} ${scope}`),
    );
    if (missing.length) {
      await ensureBalances(this.#knex, period, missing);
      if (this.#known.size > MAX_KNOWN) {
        this.#known.clear();
      }
      missing.forEach(scope => this.#known.add(`${period} ${scope}`));
    }
  }

  #import(
    id: string,
    period: string,
    amounts: ReadonlyMap<string, number>,
  ): Promise<boolean> {
    const entries = [...amounts].sort(([a], [b]) =>
      Buffer.compare(Buffer.from(a), Buffer.from(b)),
    );
    return this.#knex.transaction(async trx => {
      const made = await rowsOf(
        trx,
        `insert into quota_import (id, period) values (?, ?)
         on conflict (id) do nothing returning id`,
        [id, period],
      );
      for (const [scope, amount] of made.length ? entries : []) {
        await trx.raw(
          `insert into quota_balance (scope, period, settled) values (?, ?, ?)
           on conflict (scope, period) do update
           set settled = quota_balance.settled + excluded.settled`,
          [scope, period, amount],
        );
      }
      return made.length > 0;
    });
  }

  #transaction<T>(turn: Turn, work: (trx: Knex) => Promise<T>): Promise<T> {
    return this.#knex.transaction(trx => {
      // It may have waited for a connection longer than its caller did.
      turn.check();
      return work(trx);
    });
  }
}
