import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import { LEASE } from './ComponentSetStore';
import { whereListed } from './recordset';
import type { HeadRow } from './rows';

/** What a head is a head of. */
export interface HeadKey {
  entityRef: string;
  slot: string;
  channel: string;
}

/** Current uploads, by entity, slot and channel. */
export class HeadStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now;
  }

  /** The head, made without an upload (and so invisible) when there is none. */
  async open(key: HeadKey): Promise<HeadRow> {
    const where = whereOf(key);
    const found = await this.#knex<HeadRow>('head').where(where).first();
    if (found) {
      return found;
    }
    await this.#knex('head')
      .insert(where)
      .onConflict(['entity_ref', 'slot', 'channel'])
      .ignore();
    const made = await this.#knex<HeadRow>('head').where(where).first();
    return made!;
  }

  /**
   * Keeps usage that is about to be added safe until it is settled, and marks
   * it as more than what the head ships. Answers with the lease's token.
   */
  async lease(headId: number): Promise<string> {
    const lease_token = randomUUID();
    await this.#knex('head')
      .where({ id: headId })
      .update({
        lease_token,
        lease_until: this.#now() + LEASE,
        usage_stale: true,
        stamp: this.#knex.raw('stamp + 1'),
      });
    return lease_token;
  }

  /** Likewise for what a lease that is over has left; undefined in a race. */
  async leaseStale(headId: number): Promise<string | undefined> {
    const lease_token = randomUUID();
    const now = this.#now();
    const leased = await this.#knex('head')
      .where({ id: headId, usage_stale: true })
      .where('lease_until', '<', now)
      .update({
        lease_token,
        lease_until: now + LEASE,
        // An upload that is slower than its lease has to begin again.
        revision: this.#knex.raw('revision + 1'),
        stamp: this.#knex.raw('stamp + 1'),
      });
    return leased ? lease_token : undefined;
  }

  /** Heads with usage that a lease that is over has left. */
  async stale(limit: number): Promise<number[]> {
    const rows = await this.#knex('head')
      .where('usage_stale', true)
      .where('lease_until', '<', this.#now())
      .orderBy('id')
      .limit(limit)
      .select('id');
    return rows.map(row => row.id);
  }

  /**
   * Moves a head if nobody else did since it was read: compare-and-swap by
   * revision. Inside the transaction that writes the receipt.
   */
  async move(
    tx: Knex.Transaction,
    head: HeadRow,
    to: { uploadId: string; setId: number; effectiveAt: number },
  ): Promise<boolean> {
    const moved = await tx('head')
      .where({ id: head.id, revision: head.revision })
      .update({
        upload_id: to.uploadId,
        set_id: to.setId,
        effective_at: to.effectiveAt,
        revision: head.revision + 1,
        stamp: tx.raw('stamp + 1'),
      });
    return moved === 1;
  }

  /** Visible heads of the given entities. */
  async ofEntities(entityRefs: string[]): Promise<HeadRow[]> {
    return this.#knex<HeadRow>('head')
      .modify(builder =>
        whereListed(this.#knex, builder, 'entity_ref', entityRefs),
      )
      .whereNotNull('upload_id')
      .select();
  }
}

function whereOf(key: HeadKey) {
  return { entity_ref: key.entityRef, slot: key.slot, channel: key.channel };
}
