import type { Knex } from 'knex';
import { checkAmount } from './check';
import { whereListed } from '../usage/recordset';
import { type Int, rowsOf } from './sql/rows';

/** The limit of a scope, a month. */
export interface Budget {
  readonly scope: string;
  /** Nano-dollars; null for no limit of its own. */
  readonly limit: number | null;
  readonly setBy: string;
  /** UTC milliseconds. */
  readonly setAt: number;
}

/** One change of a limit. */
export interface LimitChange {
  /** Grows by one with each change of any limit. */
  readonly revision: number;
  readonly at: number;
  readonly scope: string;
  readonly from: number | null;
  readonly to: number | null;
  readonly by: string;
  readonly reason: string;
}

export interface LimitUpdate {
  /** A normalised entity ref, `provider:<id>` or `unattributed`. */
  readonly scope: string;
  readonly limit: number | null;
  readonly by: string;
  readonly reason: string;
}

interface BudgetRow {
  scope: string;
  amount: Int | null;
  set_by: string;
  set_at: Int;
}

interface ChangeRow {
  revision: Int;
  at: Int;
  scope: string;
  from_amount: Int | null;
  to_amount: Int | null;
  changed_by: string;
  reason: string;
}

/** How often a change that met another is tried. */
const TRIES = 20;

const DOLLAR = 1_000_000_000;

/** The limits and how they came to be: the system of record, in SQL. */
export class BudgetStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(knex: Knex, now: () => number = Date.now) {
    this.#knex = knex;
    this.#now = now;
  }

  async get(scope: string): Promise<Budget | undefined> {
    const row = await this.#knex<BudgetRow>('budget').where({ scope }).first();
    return row && toBudget(row);
  }

  /** All, by scope. */
  async list(): Promise<Budget[]> {
    const rows = await this.#knex<BudgetRow>('budget').orderBy('scope');
    return rows.map(toBudget);
  }

  /** The last change's; 0 before the first. */
  async revision(): Promise<number> {
    const [row] = await rowsOf<{ revision: Int | null }>(
      this.#knex,
      'select max(revision) as revision from budget_change',
      [],
    );
    return Number(row.revision ?? 0);
  }

  /** Sets a limit; the reason is kept. Returns the change. */
  set(update: LimitUpdate): Promise<LimitChange> {
    return this.#write(update, false) as Promise<LimitChange>;
  }

  /**
   * Limits in US dollars for scopes that never had one. Returns the changes,
   * none from the second start on.
   */
  async setFirst(
    limits: readonly { readonly scope: string; readonly limit: number }[],
  ): Promise<LimitChange[]> {
    const changes: LimitChange[] = [];
    for (const { scope, limit } of limits) {
      const change = await this.#write(
        {
          // Entity refs are compared in lower case.
          scope: scope.toLocaleLowerCase('en-US'),
          limit: Math.round(limit * DOLLAR),
          by: 'config',
          reason: 'The first limit, from the configuration',
        },
        true,
      );
      if (change) {
        changes.push(change);
      }
    }
    return changes;
  }

  /** The latest first; only those of certain scopes and before a revision, for pages. */
  async changes(query: {
    scopes?: readonly string[];
    before?: number;
    limit: number;
  }): Promise<LimitChange[]> {
    const find = this.#knex<ChangeRow>('budget_change')
      .orderBy('revision', 'desc')
      .limit(query.limit);
    if (query.scopes !== undefined) {
      whereListed(this.#knex, find, 'scope', query.scopes);
    }
    if (query.before !== undefined) {
      find.where('revision', '<', query.before);
    }
    return (await find).map(row => ({
      revision: Number(row.revision),
      at: Number(row.at),
      scope: row.scope,
      from: amountOf(row.from_amount),
      to: amountOf(row.to_amount),
      by: row.changed_by,
      reason: row.reason,
    }));
  }

  /**
   * Changes get one revision after the other: of two at once, one finds its
   * revision taken and tries the next, so that a reader of the last revision
   * has seen all before it.
   */
  async #write(
    update: LimitUpdate,
    onlyFirst: boolean,
  ): Promise<LimitChange | undefined> {
    if (update.limit !== null) {
      checkAmount(update.limit);
    }
    for (let tries = 1; ; tries += 1) {
      const change = await this.#knex.transaction(trx =>
        writeIn(trx, update, onlyFirst, this.#now()),
      );
      if (change !== 'taken') {
        return change;
      }
      if (tries === TRIES) {
        throw new Error(`Limits change too fast: ${update.scope} was not set`);
      }
    }
  }
}

async function writeIn(
  trx: Knex,
  { scope, limit, by, reason }: LimitUpdate,
  onlyFirst: boolean,
  at: number,
): Promise<LimitChange | 'taken' | undefined> {
  const made = await rowsOf<{ revision: Int; from_amount: Int | null }>(
    trx,
    `insert into budget_change
       (revision, at, scope, from_amount, to_amount, changed_by, reason)
     select coalesce((select max(revision) from budget_change), 0) + 1,
       ?, ?, (select amount from budget where scope = ?), ?, ?, ?
     where ${
       onlyFirst
         ? 'not exists (select 1 from budget where scope = ?)'
         : 'cast(? as text) is not null'
     }
     on conflict (revision) do nothing returning revision, from_amount`,
    [at, scope, scope, limit, by, reason, scope],
  );
  if (!made.length) {
    const known = await trx('budget').where({ scope }).first();
    return onlyFirst && known ? undefined : 'taken';
  }
  await trx.raw(
    `insert into budget (scope, amount, set_by, set_at) values (?, ?, ?, ?)
     on conflict (scope) do update set amount = excluded.amount,
       set_by = excluded.set_by, set_at = excluded.set_at`,
    [scope, limit, by, at],
  );
  return {
    ...{ revision: Number(made[0].revision), at, scope },
    ...{ from: amountOf(made[0].from_amount), to: limit, by, reason },
  };
}

function toBudget(row: BudgetRow): Budget {
  return {
    scope: row.scope,
    limit: amountOf(row.amount),
    setBy: row.set_by,
    setAt: Number(row.set_at),
  };
}

function amountOf(value: Int | null): number | null {
  return value === null ? null : Number(value);
}
