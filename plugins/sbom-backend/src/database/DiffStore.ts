import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { recordset, recordsetJson } from './recordset';

/** Ids of packages, by what became of them from one set to another. */
export interface PackageChanges {
  added: number[];
  removed: number[];
  changed: number[];
}

const STEP = 2_000;

/** Compares sets without reading what is equal. */
export class DiffStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Packages whose versions differ. */
  async packages(from: number, to: number): Promise<PackageChanges> {
    const gone = await this.#missing(from, to);
    const come = await this.#missing(to, from);
    const still = await this.#having(
      to,
      [...gone].filter(id => !come.has(id)),
    );
    const before = await this.#having(
      from,
      [...come].filter(id => !gone.has(id)),
    );
    return {
      added: [...come].filter(id => !gone.has(id) && !before.has(id)),
      removed: [...gone].filter(id => !come.has(id) && !still.has(id)),
      changed: [
        ...[...gone].filter(id => come.has(id) || still.has(id)),
        ...before,
      ],
    };
  }

  /** Packages with a version that one set has and the other has not. */
  async #missing(has: number, hasNot: number): Promise<Set<number>> {
    const size = await this.#size(has);
    const found = new Set<number>();
    for (let start = 0; start < size; start += STEP) {
      const rows: Array<{ package_id: number }> = await this.#knex('member')
        .join('package_version', 'package_version.id', 'member.version_id')
        .where('member.set_id', has)
        .whereBetween('member.ordinal', [start, start + STEP - 1])
        .whereNotExists(
          this.#knex('member as other')
            .where('other.set_id', hasNot)
            .whereRaw('other.version_id = member.version_id')
            .select(this.#knex.raw('1')),
        )
        .distinct('package_version.package_id');
      rows.forEach(row => found.add(row.package_id));
      await nextTurn();
    }
    return found;
  }

  /** Those of the packages that a set has any version of. */
  async #having(setId: number, packageIds: number[]): Promise<Set<number>> {
    const found = new Set<number>();
    for (let start = 0; start < packageIds.length; start += STEP) {
      const wanted = packageIds
        .slice(start, start + STEP)
        .map(package_id => ({ package_id }));
      const rows: Array<{ package_id: number }> = await this.#knex
        .from(
          this.#knex.raw(recordset(this.#knex, { package_id: 'integer' }), [
            recordsetJson(wanted),
          ]),
        )
        // In this order: SQLite would begin with all members of the set, and
        // search the packages for each.
        .crossJoin(this.#knex.raw('package_version'))
        .crossJoin(this.#knex.raw('member'))
        .where('package_version.package_id', this.#knex.ref('given.package_id'))
        .where('member.version_id', this.#knex.ref('package_version.id'))
        .where('member.set_id', setId)
        .distinct('package_version.package_id');
      rows.forEach(row => found.add(row.package_id));
      await nextTurn();
    }
    return found;
  }

  async #size(setId: number): Promise<number> {
    const row = await this.#knex('component_set')
      .where('id', setId)
      .first('size');
    return row?.size ?? 0;
  }
}
