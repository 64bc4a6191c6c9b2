import type { Knex } from 'knex';
import { LEASE } from './ComponentSetStore';
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

  /** Keeps usage that is about to be added safe until the head has moved. */
  async lease(headId: number): Promise<void> {
    await this.#knex('head')
      .where({ id: headId })
      .update({ lease_until: this.#now() + LEASE });
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
        ...(head.set_id !== null &&
          head.set_id !== to.setId && { usage_stale: true }),
      });
    return moved === 1;
  }

  /** Visible heads of the given entities. */
  async ofEntities(entityRefs: string[]): Promise<HeadRow[]> {
    return this.#knex<HeadRow>('head')
      .whereIn('entity_ref', entityRefs)
      .whereNotNull('upload_id')
      .select();
  }

  /** Every visible head, without its row's bookkeeping. */
  async all(): Promise<
    Pick<
      HeadRow,
      'id' | 'entity_ref' | 'slot' | 'channel' | 'upload_id' | 'effective_at'
    >[]
  > {
    return this.#knex<HeadRow>('head')
      .whereNotNull('upload_id')
      .select(
        'id',
        'entity_ref',
        'slot',
        'channel',
        'upload_id',
        'effective_at',
      );
  }
}

function whereOf(key: HeadKey) {
  return { entity_ref: key.entityRef, slot: key.slot, channel: key.channel };
}
