import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { toNumber, type Int64 } from './rows';

/** The head of one slot and channel, in short. Times are UTC milliseconds. */
export interface CoveredHead {
  uploadId: string;
  effectiveAt: number;
}

/** Reads what coverage needs of all entities at once. */
export class CoverageStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Heads of one slot and channel, by entity. */
  async heads(
    slot: string,
    channel: string,
  ): Promise<Map<string, CoveredHead>> {
    const rows: Array<{
      entity_ref: string;
      upload_id: string;
      effective_at: Int64;
    }> = await this.#knex('head')
      .where({ slot, channel })
      .whereNotNull('upload_id')
      .select('entity_ref', 'upload_id', 'effective_at');
    return new Map(
      rows.map(row => [
        row.entity_ref,
        {
          uploadId: row.upload_id,
          effectiveAt: toNumber(row.effective_at),
        },
      ]),
    );
  }

  /** When the first upload of each entity became true. */
  async firstUploads(): Promise<Map<string, number>> {
    const entities = this.#knex('head')
      .whereNotNull('upload_id')
      .distinct('entity_ref')
      .as('entity');
    const rows: Array<{ entity_ref: string; at: Int64 }> = await this.#knex
      .from(entities)
      .select('entity.entity_ref')
      .select(
        this.#knex('upload')
          .whereRaw('upload.entity_ref = entity.entity_ref')
          .min('effective_at')
          .as('at'),
      );
    return new Map(rows.map(row => [row.entity_ref, toNumber(row.at)]));
  }

  /** Slots and channels of deployments that there are. */
  async deployedChannels(): Promise<Array<{ slot: string; channel: string }>> {
    return this.#knex('head')
      .where('channel', 'like', 'deployed:%')
      .distinct('slot', 'channel');
  }

  /** Entities with an upload to any of the channels in a span of time. */
  async uploadedBetween(
    channels: Array<{ slot: string; channel: string }>,
    from: number,
    to: number,
  ): Promise<Set<string>> {
    const found = new Set<string>();
    for (const { slot, channel } of channels) {
      const rows: Array<{ entity_ref: string }> = await this.#knex('upload')
        .where({ slot, channel })
        .whereBetween('effective_at', [from, to])
        .distinct('entity_ref');
      rows.forEach(row => found.add(row.entity_ref));
      await nextTurn();
    }
    return found;
  }
}
