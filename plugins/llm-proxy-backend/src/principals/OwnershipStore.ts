import type { OwnershipMove } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Knex } from 'knex';
import type { CatalogFacts } from '../catalog/facts';
import { type Bound, bindNext, type Pending, type Stated } from './binding';

interface OwnershipRow {
  entity_ref: string;
  owner: string | null;
  system: string | null;
  data_class: Bound['dataClass'];
  /** JSON of {@link Pending}; null when nothing waits. */
  pending: string | null;
}

/** Keeps what binds for quota and data class, apart from what the catalog says. */
export class OwnershipStore {
  readonly #knex: Knex;
  readonly #now: () => number;

  constructor(knex: Knex, now: () => number = Date.now) {
    this.#knex = knex;
    this.#now = now;
  }

  /** Takes in a reading of the catalog; gives what binds, by ref. */
  async bind(facts: CatalogFacts): Promise<Map<string, Bound>> {
    const rows = await this.#knex<OwnershipRow>('ownership').select('*');
    const known = new Map(rows.map(row => [row.entity_ref, row]));
    const bound = new Map<string, Bound>();
    const added: OwnershipRow[] = [];
    for (const [ref, stated] of statements(facts)) {
      const row = known.get(ref);
      const before = row && {
        bound: boundOf(row),
        pending: pendingOf(row),
      };
      const next = bindNext(before, stated, this.#now());
      bound.set(ref, next.bound);
      const written = rowOf(ref, next);
      if (!row) {
        added.push(written);
      } else if (!same(row, written)) {
        await this.#update(row, written);
      }
    }
    for (let at = 0; at < added.length; at += 100) {
      await this.#knex('ownership')
        .insert(added.slice(at, at + 100))
        .onConflict('entity_ref')
        .ignore();
    }
    return bound;
  }

  /** What waits for acceptance, oldest first. */
  async moves(): Promise<OwnershipMove[]> {
    const rows = await this.#knex<OwnershipRow>('ownership').whereNotNull(
      'pending',
    );
    return rows
      .flatMap(row =>
        pendingOf(row).map(move => ({
          entityRef: row.entity_ref,
          what: move.what,
          from: boundOf(row)[move.what],
          to: move.to,
          seenAt: new Date(move.seenAt).toISOString(),
        })),
      )
      .sort((a, b) => a.seenAt.localeCompare(b.seenAt));
  }

  /** Lets one move bind; false when it is not (or no longer) waiting. */
  async accept(move: {
    entityRef: string;
    what: OwnershipMove['what'];
    to: string | null;
  }): Promise<boolean> {
    const row = await this.#knex<OwnershipRow>('ownership')
      .where({ entity_ref: move.entityRef })
      .first();
    const pending = row ? pendingOf(row) : [];
    const waiting = pending.find(
      item => item.what === move.what && item.to === move.to,
    );
    if (!row || !waiting) {
      return false;
    }
    const bound = { ...boundOf(row), [move.what]: move.to };
    const rest = pending.filter(item => item !== waiting);
    return this.#update(row, rowOf(row.entity_ref, { bound, pending: rest }));
  }

  async #update(from: OwnershipRow, to: OwnershipRow): Promise<boolean> {
    // Only over what was read: another replica may have come first.
    const query = this.#knex<OwnershipRow>('ownership').where({
      entity_ref: from.entity_ref,
    });
    if (from.pending === null) {
      query.whereNull('pending');
    } else {
      query.where('pending', from.pending);
    }
    return (await query.update(to)) === 1;
  }
}

function* statements(facts: CatalogFacts): Iterable<[string, Stated]> {
  for (const [ref, { owner, system, trusted }] of facts.components) {
    yield [ref, { owner, system, dataClass: null, trusted }];
  }
  for (const [ref, { owner, dataClass, trusted }] of facts.systems) {
    yield [ref, { owner, system: null, dataClass, trusted }];
  }
}

function boundOf(row: OwnershipRow): Bound {
  return { owner: row.owner, system: row.system, dataClass: row.data_class };
}

function pendingOf(row: OwnershipRow): Pending[] {
  return row.pending === null ? [] : JSON.parse(row.pending);
}

function rowOf(
  ref: string,
  next: { bound: Bound; pending: readonly Pending[] },
): OwnershipRow {
  return {
    entity_ref: ref,
    owner: next.bound.owner,
    system: next.bound.system,
    data_class: next.bound.dataClass,
    pending: next.pending.length ? JSON.stringify(next.pending) : null,
  };
}

function same(a: OwnershipRow, b: OwnershipRow): boolean {
  return (
    a.owner === b.owner &&
    a.system === b.system &&
    a.data_class === b.data_class &&
    a.pending === b.pending
  );
}
