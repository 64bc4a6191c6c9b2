import type { Knex } from 'knex';
import type { Big, ChangeRow } from './rows';

const CHUNK = 500;

/** A change, as histories of the fleet need it. */
type RecentChange = Pick<
  ChangeRow,
  'entity_ref' | 'rule' | 'at' | 'from_state' | 'to_state'
>;

/** Changes of checks, and of the policy. */
export class ChangeStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Newest first; of any entity unless told. */
  page(query: {
    entityRef?: string;
    rule?: string;
    limit: number;
    after?: { at: number; id: number };
  }): Promise<ChangeRow[]> {
    const { after, entityRef, limit, rule } = query;
    const found = this.#knex<ChangeRow>('check_change')
      .orderBy([
        { column: 'at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit);
    if (entityRef) {
      found.where({ entity_ref: entityRef });
    }
    if (rule) {
      found.where({ rule });
    }
    if (after) {
      found.where(scope =>
        scope
          .where('at', '<', after.at)
          .orWhere(same =>
            same.where('at', after.at).where('id', '<', after.id),
          ),
      );
    }
    return found;
  }

  /** Of one check, oldest first. */
  ofCheck(entityRef: string, rule: string): Promise<ChangeRow[]> {
    return this.#knex<ChangeRow>('check_change')
      .where({ entity_ref: entityRef, rule })
      .orderBy(['at', 'id']);
  }

  /** Since a time, oldest first; of one rule or of all. */
  async since(
    entityRefs: readonly string[],
    at: number,
    rule?: string,
  ): Promise<RecentChange[]> {
    const wanted = new Set(entityRefs);
    const rows: RecentChange[] = await this.#knex<ChangeRow>('check_change')
      .select('entity_ref', 'rule', 'at', 'from_state', 'to_state')
      .where('at', '>=', at)
      .modify(query => rule && query.where({ rule }))
      .orderBy(['at', 'id']);
    return rows.filter(row => wanted.has(row.entity_ref));
  }

  /** The newest change of each entity. */
  async newest(entityRefs: readonly string[]): Promise<Map<string, ChangeRow>> {
    const found = new Map<string, ChangeRow>();
    for (let start = 0; start < entityRefs.length; start += CHUNK) {
      const refs = entityRefs.slice(start, start + CHUNK);
      const rows: ChangeRow[] = await this.#knex('check_change')
        .whereIn('entity_ref', refs)
        .whereNotExists(scope =>
          scope
            .from('check_change as later')
            .whereRaw('later.entity_ref = check_change.entity_ref')
            .whereRaw(
              '(later.at > check_change.at or (later.at = check_change.at and later.id > check_change.id))',
            )
            .select(this.#knex.raw('1')),
        )
        .select('check_change.*');
      rows.forEach(row => found.set(row.entity_ref, row));
    }
    return found;
  }

  /** Notes a policy that came into force, once. */
  async notePolicy(digest: string, at: number): Promise<void> {
    const last = await this.#knex<{ digest: string }>('policy_change')
      .orderBy('id', 'desc')
      .first();
    if (last?.digest !== digest) {
      await this.#knex('policy_change').insert({ digest, at });
    }
  }

  /** Policies that came into force since a time, oldest first. */
  async policies(
    since: number,
  ): Promise<Array<{ at: number; digest: string }>> {
    const rows = await this.#knex<{ at: Big; digest: string }>('policy_change')
      .where('at', '>=', since)
      .orderBy('at');
    return rows.map(({ at, digest }) => ({ at: Number(at), digest }));
  }
}
