import type { Knex } from 'knex';
import type {
  ChangeRow,
  CheckRow,
  HeadRow,
  LevelChangeRow,
  StandingRow,
} from './rows';

const CHUNK = 500;

/** A check, as levels see it. */
type CheckStateRow = Pick<CheckRow, 'entity_ref' | 'rule' | 'state' | 'since'>;

/** How entities stand: heads, checks, levels and their changes. */
export class ScoreStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Runs `work` while nobody else changes this entity: of replicas that judge
   * it at the same time, one waits for the other.
   */
  exclusive<T>(
    entityRef: string,
    work: (trx: Knex.Transaction) => Promise<T>,
  ): Promise<T> {
    return this.#knex.transaction(async trx => {
      await trx('standing')
        .insert({
          entity_ref: entityRef,
          level: null,
          level_without_exceptions: null,
          reached: '{}',
          evidence_at: 0,
          evaluated_at: 0,
        })
        .onConflict('entity_ref')
        .ignore();
      await trx('standing').where({ entity_ref: entityRef }).forUpdate();
      return work(trx);
    });
  }

  heads(entityRef: string, knex: Knex = this.#knex): Promise<HeadRow[]> {
    return knex<HeadRow>('head').where({ entity_ref: entityRef });
  }

  /** Heads that may say something else by now, by entity. */
  stale(options: {
    policyDigest: string;
    now: number;
    limit: number;
    after: string;
  }): Promise<Array<Pick<HeadRow, 'entity_ref'>>> {
    return this.#knex<HeadRow>('head')
      .distinct('entity_ref')
      .where('entity_ref', '>', options.after)
      .where(scope =>
        scope
          .where('due_at', '<=', options.now)
          .orWhereNot('policy_digest', options.policyDigest),
      )
      .orderBy('entity_ref')
      .limit(options.limit);
  }

  /** Standings whose grace has ended. */
  graceEnded(now: number): Promise<Array<Pick<StandingRow, 'entity_ref'>>> {
    return this.#knex<StandingRow>('standing')
      .select('entity_ref')
      .where('grace_until', '<=', now);
  }

  /** Every entity with evidence of main, and what the catalog said then. */
  mainHeads(): Promise<
    Array<Pick<HeadRow, 'entity_ref' | 'verdict_id' | 'catalog_digest'>>
  > {
    return this.#knex<HeadRow>('head')
      .select('entity_ref', 'verdict_id', 'catalog_digest')
      .where({ stage: 'main' })
      .orderBy('entity_ref');
  }

  /** Has them judged again soon. */
  async mark(entityRefs: readonly string[]): Promise<void> {
    for (let start = 0; start < entityRefs.length; start += CHUNK) {
      await this.#knex<HeadRow>('head')
        .whereIn('entity_ref', entityRefs.slice(start, start + CHUNK))
        .update({ due_at: 0 });
    }
  }

  async putHead(row: HeadRow, knex: Knex): Promise<void> {
    await knex('head').insert(row).onConflict(['entity_ref', 'stage']).merge();
  }

  checks(entityRef: string, knex: Knex = this.#knex): Promise<CheckRow[]> {
    return knex<CheckRow>('check_state').where({ entity_ref: entityRef });
  }

  /** Of many entities, no more than levels need. */
  async checksOf(entityRefs: readonly string[]): Promise<CheckStateRow[]> {
    return this.#chunks(entityRefs, refs =>
      this.#knex<CheckRow>('check_state')
        .select('entity_ref', 'rule', 'state', 'since')
        .modify(query => refs && query.whereIn('entity_ref', refs)),
    );
  }

  async putChecks(rows: readonly CheckRow[], knex: Knex): Promise<void> {
    if (rows.length) {
      await knex('check_state')
        .insert(rows)
        .onConflict(['entity_ref', 'rule'])
        .merge();
    }
  }

  async dropChecks(
    entityRef: string,
    rules: readonly string[],
    knex: Knex,
  ): Promise<void> {
    if (rules.length) {
      await knex('check_state')
        .where({ entity_ref: entityRef })
        .whereIn('rule', rules)
        .delete();
    }
  }

  async addChanges(
    rows: ReadonlyArray<Omit<ChangeRow, 'id'>>,
    knex: Knex,
  ): Promise<void> {
    if (rows.length) {
      await knex('check_change').insert(rows);
    }
  }

  standing(
    entityRef: string,
    knex: Knex = this.#knex,
  ): Promise<StandingRow | undefined> {
    return knex<StandingRow>('standing')
      .where({ entity_ref: entityRef })
      .first();
  }

  standings(entityRefs: readonly string[]): Promise<StandingRow[]> {
    return this.#chunks(entityRefs, refs =>
      this.#knex<StandingRow>('standing').modify(
        query => refs && query.whereIn('entity_ref', refs),
      ),
    );
  }

  async putStanding(row: StandingRow, knex: Knex): Promise<void> {
    await knex('standing').insert(row).onConflict('entity_ref').merge();
  }

  async addLevelChange(
    row: Omit<LevelChangeRow, 'id'>,
    knex: Knex,
  ): Promise<void> {
    await knex('level_change').insert(row);
  }

  /** What came before in order of time, for these entities. */
  levelChanges(entityRefs: readonly string[]): Promise<LevelChangeRow[]> {
    return this.#chunks(entityRefs, refs =>
      this.#knex<LevelChangeRow>('level_change')
        .modify(query => refs && query.whereIn('entity_ref', refs))
        .orderBy(['at', 'id']),
    );
  }

  /** Reads all at once where most of the table is asked for. */
  async #chunks<T extends { entity_ref: string }>(
    refs: readonly string[],
    read: (refs: readonly string[] | null) => PromiseLike<T[]>,
  ): Promise<T[]> {
    if (refs.length <= CHUNK) {
      return read(refs);
    }
    const wanted = new Set(refs);
    return (await read(null)).filter(row => wanted.has(row.entity_ref));
  }
}
