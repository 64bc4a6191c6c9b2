import type { DocumentDigest } from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import { LEASE } from './ComponentSetStore';

/**
 * Which documents the store holds, so that an upload that is about to point at
 * one and retention that is about to remove it never meet.
 */
export class DocumentIndex {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(options: { knex: Knex; now: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now;
  }

  /**
   * Keeps retention away from a document; to be called before it is committed
   * to the store. False while retention is removing it: try again.
   */
  async reserve(digest: string, size: number): Promise<boolean> {
    const reserved_until = this.#now() + LEASE;
    await this.#knex('document')
      .insert({ digest, size, reserved_until, deleting: false })
      .onConflict('digest')
      .ignore();
    const reserved = await this.#knex('document')
      .where({ digest, deleting: false })
      .update({ reserved_until });
    return reserved === 1;
  }

  /**
   * Marks documents that nothing has pointed at since `cutoff`, at most
   * `limit`, and returns them: remove them from the store, then `forget`.
   */
  async claimUnpinned(
    cutoff: number,
    limit: number,
  ): Promise<DocumentDigest[]> {
    const now = this.#now();
    const candidates = await this.#knex('document')
      .where(builder =>
        builder
          .where('deleting', true)
          .orWhere(inner =>
            inner
              .where('reserved_until', '<', now)
              .whereNotExists(this.#pins(cutoff)),
          ),
      )
      .orderBy('digest')
      .limit(limit)
      .select('digest');
    const claimed: DocumentDigest[] = [];
    for (const { digest } of candidates) {
      // The row's own condition is checked again by the update: an upload may
      // have reserved it in between.
      const marked = await this.#knex('document')
        .where({ digest })
        .where(builder =>
          builder.where('deleting', true).orWhere('reserved_until', '<', now),
        )
        .whereNotExists(this.#pins(cutoff))
        .update({ deleting: true });
      if (marked) {
        claimed.push(digest);
      }
    }
    return claimed;
  }

  async forget(digest: string): Promise<void> {
    await this.#knex('document').where({ digest, deleting: true }).delete();
  }

  #pins(cutoff: number): Knex.QueryBuilder {
    return this.#knex('upload')
      .whereRaw('upload.blob_digest = document.digest')
      .where(pin =>
        pin.whereNull('unpinned_at').orWhere('unpinned_at', '>=', cutoff),
      )
      .select(this.#knex.raw('1'));
  }
}
