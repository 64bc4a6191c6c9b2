import type { Knex } from 'knex';
import { nextEpoch } from './epoch';

/** What is remembered of an entity that was stopped once. */
export interface StopRow {
  readonly entityRef: string;
  /** False after it was resumed. */
  readonly active: boolean;
  /** Credentials of earlier epochs are invalid, resumed or not. */
  readonly epoch: number;
  /** UTC milliseconds. */
  readonly at: number;
  readonly by: string;
  readonly reason: string;
}

const TABLE = 'credential_stop';

/** Stops of entities, in the database that all replicas share. */
export class StopStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Stops an entity; a stop that is there already takes the newer reason. */
  async stop(row: Omit<StopRow, 'active' | 'epoch'>): Promise<StopRow> {
    return this.#knex.transaction(async transaction => {
      const epoch = await nextEpoch(transaction);
      const { entityRef, at, by, reason } = row;
      await transaction(TABLE)
        .insert({
          entity_ref: entityRef,
          active: true,
          epoch,
          version: epoch,
          at,
          by,
          reason,
        })
        .onConflict('entity_ref')
        .merge();
      return { ...row, active: true, epoch };
    });
  }

  /** @returns False when it was not stopped. */
  async resume(entityRef: string): Promise<boolean> {
    return this.#knex.transaction(async transaction => {
      const version = await nextEpoch(transaction);
      const changed = await transaction(TABLE)
        .where({ entity_ref: entityRef, active: true })
        .update({ active: false, version });
      return changed > 0;
    });
  }

  /** What changed after an epoch, in no order. */
  async since(epoch: number): Promise<StopRow[]> {
    const rows = await this.#knex(TABLE).where('version', '>', epoch);
    return rows.map(row => ({
      entityRef: row.entity_ref,
      active: Boolean(row.active),
      epoch: Number(row.epoch),
      at: Number(row.at),
      by: row.by,
      reason: row.reason,
    }));
  }
}
