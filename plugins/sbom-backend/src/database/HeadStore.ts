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
   * Keeps usage that is about to be added safe until the head has moved, and
   * marks it as more than what the head ships.
   */
  async lease(headId: number): Promise<void> {
    await this.#knex('head')
      .where({ id: headId })
      .update({ lease_until: this.#now() + LEASE, usage_stale: true });
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
