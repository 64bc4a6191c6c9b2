import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';

const STEP = 1_000;

/** Which heads ship which package versions: written as a superset. */
export class UsageStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Adds what a set holds to the usage of a head. Until the head points at the
   * set nobody sees it: readers verify each entry against the set.
   */
  async add(headId: number, setId: number, size: number): Promise<void> {
    for (let from = 0; from < size; from += STEP) {
      await this.#knex.raw(
        `insert into usage (version_id, head_id)
         select distinct version_id, ${Number(headId)} from member
         where set_id = ? and ordinal between ? and ?
         order by version_id
         on conflict do nothing`,
        [setId, from, from + STEP - 1],
      );
      await nextTurn();
    }
  }

  /** Heads with usage that may be of sets they pointed at before. */
  async stale(now: number, limit: number): Promise<number[]> {
    const rows = await this.#knex('head')
      .where('usage_stale', true)
      .where('lease_until', '<', now)
      .orderBy('id')
      .limit(limit)
      .select('id');
    return rows.map(row => row.id);
  }

  /** Removes usage that a head does not have any more. */
  async trim(headId: number, now: number): Promise<void> {
    await this.#knex.transaction(async tx => {
      // An upload that is adding usage has taken a lease; this lock keeps new
      // leases out until we are done.
      const locked = await tx('head')
        .where({ id: headId, usage_stale: true })
        .where('lease_until', '<', now)
        .update({ usage_stale: false });
      if (locked) {
        await tx('usage')
          .where('head_id', headId)
          .whereNotExists(
            tx('member')
              .join('head', 'head.set_id', 'member.set_id')
              .whereRaw('head.id = usage.head_id')
              .whereRaw('member.version_id = usage.version_id')
              .select(tx.raw('1')),
          )
          .delete();
      }
    });
  }
}
