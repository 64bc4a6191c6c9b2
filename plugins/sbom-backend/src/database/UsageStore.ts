import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { memberRange } from './memberRange';

const STEP = 1_000;

/** Which heads ship which package versions: written as a superset. */
export class UsageStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Adds what a set holds to the usage of a head, under a lease. Until the head
   * points at the set nobody sees it: readers verify usage that is stale.
   */
  async add(headId: number, setId: number, size: number): Promise<void> {
    for (let from = 0; from < size; from += STEP) {
      await this.#knex.raw(
        `insert into usage (version_id, head_id)
         select distinct version_id, ${Number(headId)} from member
         where ${memberRange}
         order by version_id
         on conflict do nothing`,
        [setId, from, setId, from + STEP],
      );
      await nextTurn();
    }
  }

  /**
   * Removes usage that a head does not have, in short steps, and ends the
   * lease. Stops once somebody else has taken a lease: whoever does has added
   * usage that the head is about to have.
   */
  async settle(headId: number, leaseToken: string): Promise<void> {
    let after: number | undefined = 0;
    while (after !== undefined && after < Infinity) {
      after = await this.#removeStep(headId, leaseToken, after);
      await nextTurn();
    }
    await this.release(headId, leaseToken);
  }

  /** Ends the lease of a head whose usage is exactly what it ships. */
  async release(headId: number, leaseToken: string): Promise<void> {
    await this.#knex('head')
      .where({ id: headId, lease_token: leaseToken })
      .update({
        usage_stale: false,
        lease_until: 0,
        lease_token: null,
        stamp: this.#knex.raw('stamp + 1'),
      });
  }

  /** The last version that was looked at; Infinity at the end. */
  async #removeStep(
    headId: number,
    leaseToken: string,
    after: number,
  ): Promise<number | undefined> {
    return this.#knex.transaction(async tx => {
      // Also a lock: nobody takes a lease until this step is committed.
      const held = await tx('head')
        .where({ id: headId, lease_token: leaseToken })
        .update({ stamp: tx.raw('stamp + 1') });
      if (!held) {
        return undefined;
      }
      const step = await tx('usage')
        .where('head_id', headId)
        .where('version_id', '>', after)
        .orderBy('version_id')
        .offset(STEP - 1)
        .first('version_id');
      const last: number = step?.version_id ?? Infinity;
      await tx('usage')
        .where('head_id', headId)
        .where('version_id', '>', after)
        .modify(builder => {
          if (step) {
            builder.where('version_id', '<=', last);
          }
        })
        .whereNotExists(
          tx('member')
            .join('head', 'head.set_id', 'member.set_id')
            .whereRaw('head.id = usage.head_id')
            .whereRaw('member.version_id = usage.version_id')
            .select(tx.raw('1')),
        )
        .delete();
      return last;
    });
  }
}
