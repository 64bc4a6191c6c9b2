import type { Knex } from 'knex';
import type { VerdictRow } from './rows';

/** Where a page begins: after this row. */
export interface VerdictCursor {
  at: number;
  id: string;
}

/** Verdicts: written once, never changed. */
export class VerdictStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  byId(id: string): Promise<VerdictRow | undefined> {
    return this.#knex<VerdictRow>('verdict').where({ id }).first();
  }

  byKey(key: string): Promise<VerdictRow | undefined> {
    return this.#knex<VerdictRow>('verdict')
      .where({ idempotency_key: key })
      .first();
  }

  async insert(row: VerdictRow, knex: Knex = this.#knex): Promise<void> {
    await knex('verdict').insert(row);
  }

  /** Newest first. */
  page(
    entityRef: string,
    limit: number,
    after?: VerdictCursor,
  ): Promise<VerdictRow[]> {
    const query = this.#knex<VerdictRow>('verdict')
      .where({ entity_ref: entityRef })
      .orderBy([
        { column: 'evaluated_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    if (after) {
      query.where(scope =>
        scope
          .where('evaluated_at', '<', after.at)
          .orWhere(same =>
            same.where('evaluated_at', after.at).where('id', '<', after.id),
          ),
      );
    }
    return query;
  }

  /** The newest main evidence of a repository at a time. */
  async mainOf(
    repositoryKey: string,
    at: number,
  ): Promise<VerdictRow | undefined> {
    return this.#knex<VerdictRow>('verdict')
      .where({ repository_key: repositoryKey, stage: 'main' })
      .where('evaluated_at', '<=', at)
      .orderBy([
        { column: 'evaluated_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .first();
  }
}
