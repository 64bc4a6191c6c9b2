import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { type Bool, type Int64, toNumber } from './rows';

/** Heads that one step reads. */
const STEP = 5_000;

/** A head in short. */
export interface HeadEntry {
  id: number;
  entityRef: string;
  slot: string;
  channel: string;
  uploadId: string;
  setId: number;
  /** UTC milliseconds. */
  effectiveAt: number;
  /** Its usage may be more than what it ships. */
  stale: boolean;
}

/**
 * All heads, kept in memory for searches over all services, and read again
 * when any has changed, whichever process changed it.
 */
export class HeadDirectory {
  readonly #knex: Knex;
  #current?: { stamp: string; heads: ReadonlyMap<number, HeadEntry> };
  #reading?: { stamp: string; heads: Promise<ReadonlyMap<number, HeadEntry>> };

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** By id. */
  async get(): Promise<ReadonlyMap<number, HeadEntry>> {
    const stamp = await this.#stamp();
    if (this.#current?.stamp === stamp) {
      return this.#current.heads;
    }
    if (this.#reading?.stamp !== stamp) {
      this.#reading = { stamp, heads: this.#read(stamp) };
    }
    return this.#reading.heads;
  }

  /** Stamps only rise, and heads are never removed: equal sums, equal heads. */
  async #stamp(): Promise<string> {
    const row = await this.#knex('head')
      .count({ heads: '*' })
      .sum({ stamps: 'stamp' })
      .first();
    return `${row?.heads}/${row?.stamps}`;
  }

  async #read(stamp: string): Promise<ReadonlyMap<number, HeadEntry>> {
    const heads = new Map<number, HeadEntry>();
    for (let after = 0, found = STEP; found === STEP; ) {
      const rows = await this.#page(after);
      rows.forEach(row => heads.set(row.id, row));
      found = rows.length;
      after = rows[found - 1]?.id ?? after;
      await nextTurn();
    }
    this.#current = { stamp, heads };
    return heads;
  }

  async #page(after: number): Promise<HeadEntry[]> {
    const rows: Array<
      Omit<HeadEntry, 'effectiveAt' | 'stale'> & {
        effectiveAt: Int64;
        stale: Bool;
      }
    > = await this.#knex('head')
      .whereNotNull('upload_id')
      .where('id', '>', after)
      .orderBy('id')
      .limit(STEP)
      .select(
        'id',
        'entity_ref as entityRef',
        'slot',
        'channel',
        'upload_id as uploadId',
        'set_id as setId',
        'effective_at as effectiveAt',
        'usage_stale as stale',
      );
    return rows.map(row => ({
      ...row,
      effectiveAt: toNumber(row.effectiveAt),
      stale: Boolean(row.stale),
    }));
  }
}
