import type { Knex } from 'knex';
import { whereListed } from './recordset';
import type { RefusalRow } from './rows';

/** Uploads that were refused. */
export class RefusalStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async insert(row: Omit<RefusalRow, 'id'>): Promise<void> {
    await this.#knex('refusal').insert(row);
  }

  /** Newest first, after the given key. */
  async page(query: {
    entityRef: string;
    after?: { at: number; id: number };
    limit: number;
  }): Promise<RefusalRow[]> {
    const { after } = query;
    return this.#knex<RefusalRow>('refusal')
      .where('entity_ref', query.entityRef)
      .modify(builder => {
        if (after) {
          builder.where(inner =>
            inner
              .where('at', '<', after.at)
              .orWhere(tie =>
                tie.where('at', after.at).where('id', '<', after.id),
              ),
          );
        }
      })
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(query.limit)
      .select();
  }

  /**
   * The newest refusal of each of the given entities, unless something was
   * accepted after it. What is sent to `pr` never speaks for a service: it
   * neither counts as a refusal here nor settles one.
   */
  async open(entityRefs: string[]): Promise<Map<string, RefusalRow>> {
    const rows = await this.#knex<RefusalRow>('refusal')
      .whereIn(
        'id',
        this.#knex('refusal')
          .modify(builder =>
            whereListed(this.#knex, builder, 'entity_ref', entityRefs),
          )
          .whereNot('channel', 'pr')
          .groupBy('entity_ref')
          .max('id'),
      )
      .whereNotExists(
        this.#knex('upload')
          .whereRaw('upload.entity_ref = refusal.entity_ref')
          .whereRaw('upload.received_at > refusal.at')
          .whereNot('upload.channel', 'pr')
          .select(this.#knex.raw('1')),
      );
    return new Map(rows.map(row => [row.entity_ref, row]));
  }

  /** Removes at most `limit` that are older; returns how many. */
  async deleteBefore(cutoff: number, limit: number): Promise<number> {
    return this.#knex('refusal')
      .whereIn(
        'id',
        this.#knex('refusal')
          .where('at', '<', cutoff)
          .orderBy('id')
          .limit(limit)
          .select('id'),
      )
      .delete();
  }
}
