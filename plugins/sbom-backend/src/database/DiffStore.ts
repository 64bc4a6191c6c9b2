import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { memberRange } from './memberRange';

/** Ids of packages, by what became of them from one set to another. */
export interface PackageChanges {
  added: number[];
  removed: number[];
  changed: number[];
}

/** Ids of the versions and packages of one set. */
interface Contents {
  versions: Set<number>;
  packages: Set<number>;
  /** Of each component: its version, then its package. */
  pairs: Int32Array;
}

const STEP = 2_000;

/** Compares sets. */
export class DiffStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Packages whose versions differ. */
  async packages(from: number, to: number): Promise<PackageChanges> {
    const before = await this.#contents(from);
    const after = await this.#contents(to);
    const gone = missing(before, after);
    const come = missing(after, before);
    const differing = [...new Set([...gone, ...come])];
    return {
      added: differing.filter(id => !before.packages.has(id)),
      removed: differing.filter(id => !after.packages.has(id)),
      changed: differing.filter(
        id => before.packages.has(id) && after.packages.has(id),
      ),
    };
  }

  /**
   * Two sets are compared here and not by the database: PostgreSQL knows
   * nothing of a set that was just written, takes it for one row, and compares
   * all with all.
   */
  async #contents(setId: number): Promise<Contents> {
    const size = await this.#size(setId);
    const versions = new Set<number>();
    const packages = new Set<number>();
    const pairs = new Int32Array(2 * size);
    let at = 0;
    for (let start = 0; start < size; start += STEP) {
      const rows: Array<{ version_id: number; package_id: number }> =
        await this.#knex('member')
          .join('package_version', 'package_version.id', 'member.version_id')
          .whereRaw(memberRange, [setId, start, setId, start + STEP])
          .select('member.version_id', 'package_version.package_id');
      for (const row of rows) {
        versions.add(row.version_id);
        packages.add(row.package_id);
        pairs[at] = row.version_id;
        pairs[at + 1] = row.package_id;
        at += 2;
      }
      await nextTurn();
    }
    return { versions, packages, pairs };
  }

  async #size(setId: number): Promise<number> {
    const row = await this.#knex('component_set')
      .where('id', setId)
      .first('size');
    return row?.size ?? 0;
  }
}

/** Packages with a version that one set has and the other has not. */
function missing(has: Contents, hasNot: Contents): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at < has.pairs.length; at += 2) {
    if (!hasNot.versions.has(has.pairs[at])) {
      found.add(has.pairs[at + 1]);
    }
  }
  return found;
}
