import type { Knex } from 'knex';
import type { HeadKey } from './HeadStore';
import { whereListed } from './recordset';
import type { UploadRow } from './rows';

/** A receipt, and whether it is the head of its slot and channel now. */
export type ReceiptRow = UploadRow & { head_upload_id: string | null };

/** Receipts. They are written once; only `unpinned_at` ever changes. */
export class UploadStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async byIdempotencyKey(key: string): Promise<ReceiptRow | undefined> {
    return this.#receipts().where('upload.idempotency_key', key).first();
  }

  async byId(id: string): Promise<ReceiptRow | undefined> {
    return this.#receipts().where('upload.id', id).first();
  }

  async byIds(ids: string[]): Promise<UploadRow[]> {
    return this.#knex<UploadRow>('upload')
      .modify(builder => whereListed(this.#knex, builder, 'id', ids))
      .select();
  }

  /** Any receipt of this document: the analysis of equal bytes is equal. */
  async byBlobDigest(digest: string): Promise<UploadRow | undefined> {
    return this.#knex<UploadRow>('upload').where('blob_digest', digest).first();
  }

  /** The receipt that a head points at. */
  async ofHead(head: HeadKey): Promise<UploadRow | undefined> {
    const { entityRef, slot, channel } = head;
    return this.#knex<UploadRow>('head')
      .join('upload', 'upload.id', 'head.upload_id')
      .where({
        'head.entity_ref': entityRef,
        'head.slot': slot,
        'head.channel': channel,
      })
      .first('upload.*');
  }

  /** Entities that sent this document. */
  async entitiesOfBlob(digest: string): Promise<string[]> {
    const rows = await this.#knex<UploadRow>('upload')
      .where('blob_digest', digest)
      .distinct('entity_ref');
    return rows.map(row => row.entity_ref);
  }

  /** Newest effective time first, after the given key. */
  async page(query: {
    entityRef: string;
    slot?: string;
    channel?: string;
    after?: { effectiveAt: number; id: string };
    limit: number;
  }): Promise<ReceiptRow[]> {
    const { after } = query;
    return this.#receipts()
      .where('upload.entity_ref', query.entityRef)
      .modify(builder => {
        if (query.slot) {
          builder.where('upload.slot', query.slot);
        }
        if (query.channel) {
          builder.where('upload.channel', query.channel);
        }
        if (after) {
          builder.where(inner =>
            inner
              .where('upload.effective_at', '<', after.effectiveAt)
              .orWhere(tie =>
                tie
                  .where('upload.effective_at', after.effectiveAt)
                  .where('upload.id', '<', after.id),
              ),
          );
        }
      })
      .orderBy([
        { column: 'upload.effective_at', order: 'desc' },
        { column: 'upload.id', order: 'desc' },
      ])
      .limit(query.limit);
  }

  async exists(tx: Knex.Transaction, idempotencyKey: string): Promise<boolean> {
    const found = await tx('upload')
      .where('idempotency_key', idempotencyKey)
      .first('id');
    return found !== undefined;
  }

  async insert(tx: Knex.Transaction, row: UploadRow): Promise<void> {
    await tx('upload').insert(row);
  }

  /** From now on no head points at it. */
  async unpin(tx: Knex.Transaction, id: string, at: number): Promise<void> {
    await tx('upload').where({ id }).update({ unpinned_at: at });
  }

  /** Those of the entities that ever had an upload accepted. */
  async received(entityRefs: string[]): Promise<Set<string>> {
    const rows: Array<{ entity_ref: string }> = await this.#knex('upload')
      .modify(builder =>
        whereListed(this.#knex, builder, 'entity_ref', entityRefs),
      )
      .distinct('entity_ref');
    return new Set(rows.map(row => row.entity_ref));
  }

  #receipts(): Knex.QueryBuilder<ReceiptRow, ReceiptRow[]> {
    return this.#knex<ReceiptRow>('upload')
      .leftJoin('head', 'head.upload_id', 'upload.id')
      .select('upload.*', 'head.upload_id as head_upload_id');
  }
}
