import type { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { dayOf, periodOf, startOfDay } from './days';

const BATCH = 1_000;

/** Tables by day: events go together with their sums, so that these stay true. */
const BY_DAY = [
  ['audit_attempt', 'id'],
  ['audit_denial', 'id'],
] as const;
const SUMS = ['usage_daily', 'usage_charge', 'denial_daily'] as const;
const BY_TIME = [
  ['audit_orphan', 'id'],
  ['audit_act', 'id'],
  ['audit_dead_letter', 'id'],
] as const;

/** Removes what is older than the retention, whole days at a time. */
export class UsageRetention {
  readonly #knex: Knex;
  readonly #retention: number;

  /** @param retention - milliseconds */
  constructor(knex: Knex, retention: number) {
    this.#knex = knex;
    this.#retention = retention;
  }

  /** Resolves with the number of events removed. The current month always stays. */
  async prune(now: number, signal?: AbortSignal): Promise<number> {
    const oldest = dayOf(now - this.#retention);
    const month = `${periodOf(now)}-01`;
    const day = oldest < month ? oldest : month;
    const before = startOfDay(day);
    let removed = 0;
    for (const [table, id] of BY_DAY) {
      removed += await this.#remove(table, id, 'day', day, signal);
    }
    for (const table of SUMS) {
      await this.#knex(table).where('day', '<', day).delete();
    }
    for (const [table, id] of BY_TIME) {
      removed += await this.#remove(table, id, 'at', before, signal);
    }
    await this.#knex('audit_checkpoint').where('at', '<', before).delete();
    // A log is longer in its folder than its events here: it is not to be
    // delivered again in between.
    await this.#knex('audit_writer')
      .where({ done: true })
      .where('delivered_at', '<', before - this.#retention)
      .delete();
    return removed;
  }

  async #remove(
    table: string,
    id: string,
    column: string,
    before: string | number,
    signal?: AbortSignal,
  ): Promise<number> {
    for (let removed = 0; ; ) {
      signal?.throwIfAborted();
      const count = await this.#knex(table)
        .whereIn(
          id,
          this.#knex(table).where(column, '<', before).limit(BATCH).select(id),
        )
        .delete();
      removed += count;
      if (count < BATCH) {
        return removed;
      }
      await nextTurn();
    }
  }
}
