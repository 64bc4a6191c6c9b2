import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Knex } from 'knex';
import { isSqlite } from '@waymark/backstage-plugin-waymark-node';
import {
  type Columns,
  indexable,
  recordset,
  recordsetJson,
  whereListed,
} from './recordset';
import type { ComponentRow } from './rows';

/** A package that matches a search; the lowest `rank` matches best. */
export interface PackageRow {
  id: number;
  key: string;
  ecosystem: string | null;
  name: string;
  full_lower: string;
  rank: number;
}

/** A version of one of those packages. */
export interface VersionRow {
  id: number;
  package_id: number;
  version: string | null;
  purl: string | null;
}

/** A component in short. */
export type StepRow = Pick<
  ComponentRow,
  'set_id' | 'ordinal' | 'name' | 'group_name' | 'version'
>;

/** That a set holds a version. */
export interface Shipped {
  setId: number;
  versionId: number;
}

/** Versions that one step looks up. */
const STEP = 50;

/** Pairs that one step holds against the sets. */
const CONFIRMED = 2_000;

/** Ends a range of all texts with one beginning, in byte order. */
const LAST = '\u{10FFFF}';

/** Finds packages, and who ships them. */
export class SearchStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async byKey(key: string): Promise<PackageRow | undefined> {
    return this.#knex('package')
      .where('key_index', indexable(key))
      .first(
        'id',
        'key',
        'ecosystem',
        'name',
        'full_lower',
        this.#knex.raw('0 as rank'),
      );
  }

  /**
   * Packages of this very name, then those of this name in a group, then those
   * whose name begins like it. After a key, in a stable order.
   */
  async byName(query: {
    name: string;
    ecosystem?: string;
    after?: { rank: number; full: string; id: number };
    limit: number;
  }): Promise<PackageRow[]> {
    const name = query.name.toLowerCase();
    const rank = this.#knex.raw(
      'case when full_lower = ? then 0 when name_lower = ? then 1 else 2 end',
      [name, name],
    );
    const matching = this.#knex('package')
      .select('id', 'key', 'ecosystem', 'name', 'full_lower')
      .select(this.#knex.raw('? as rank', [rank]))
      .where(any =>
        any
          .whereBetween('name_lower', [name, name + LAST])
          .orWhereBetween('full_lower', [name, name + LAST]),
      )
      .modify(builder => {
        if (query.ecosystem) {
          builder.where('ecosystem', query.ecosystem);
        }
      });
    const { after } = query;
    return this.#knex
      .from(matching.as('matching'))
      .modify(builder => {
        if (after) {
          builder.whereRaw('(rank, full_lower, id) > (?, ?, ?)', [
            after.rank,
            after.full,
            after.id,
          ]);
        }
      })
      .orderBy(['rank', 'full_lower', 'id'])
      .limit(query.limit)
      .select('*');
  }

  async versions(packageIds: number[]): Promise<VersionRow[]> {
    return this.#knex('package_version')
      .whereIn('package_id', packageIds)
      .select('id', 'package_id', 'version', 'purl');
  }

  /**
   * Heads that may ship each of the versions, by version. A superset for heads
   * whose usage is stale: see `confirm`. Grouped by the database, because there
   * may be hundreds of thousands.
   */
  async heads(versionIds: number[]): Promise<Map<number, number[]>> {
    const found = new Map<number, number[]>();
    const list = isSqlite(this.#knex)
      ? 'json_group_array(head_id)'
      : 'json_agg(head_id)::text';
    for (let at = 0; at < versionIds.length; at += STEP) {
      const rows: Array<{ version_id: number; heads: string }> =
        await this.#knex('usage')
          .modify(builder =>
            whereListed(
              this.#knex,
              builder,
              'version_id',
              versionIds.slice(at, at + STEP),
            ),
          )
          .groupBy('version_id')
          .select('version_id', this.#knex.raw(`${list} as heads`));
      rows.forEach(row => found.set(row.version_id, JSON.parse(row.heads)));
      await nextTurn();
    }
    return found;
  }

  /** Those of the pairs for which the set of the head has the version. */
  async confirm(pairs: Shipped[]): Promise<Shipped[]> {
    const found: Shipped[] = [];
    for (let at = 0; at < pairs.length; at += CONFIRMED) {
      const rows: Array<{ wanted_set: number; wanted_version: number }> =
        await this.#given(
          { wanted_set: 'integer', wanted_version: 'integer' },
          pairs.slice(at, at + CONFIRMED).map(pair => ({
            wanted_set: pair.setId,
            wanted_version: pair.versionId,
          })),
        )
          .whereExists(
            this.#knex('member')
              .whereRaw('member.set_id = given.wanted_set')
              .whereRaw('member.version_id = given.wanted_version')
              .select(this.#knex.raw('1')),
          )
          .select('wanted_set', 'wanted_version');
      rows.forEach(row =>
        found.push({ setId: row.wanted_set, versionId: row.wanted_version }),
      );
      await nextTurn();
    }
    return found;
  }

  /** The components that stand behind usages, in no order. */
  async components(usages: Shipped[]): Promise<ComponentRow[]> {
    return this.#given(
      { wanted_set: 'integer', wanted_version: 'integer' },
      usages.map(usage => ({
        wanted_set: usage.setId,
        wanted_version: usage.versionId,
      })),
    )
      .join('member', join =>
        join
          .on('member.set_id', 'given.wanted_set')
          .andOn('member.version_id', 'given.wanted_version'),
      )
      .join('package_version', 'package_version.id', 'member.version_id')
      .join('package', 'package.id', 'package_version.package_id')
      .select(
        'member.*',
        'package.key',
        'package.id as package_id',
        'package_version.version',
        'package_version.purl',
      );
  }

  /** Names and versions of components, by set and ordinal. */
  async steps(
    places: Array<{ setId: number; ordinal: number }>,
  ): Promise<StepRow[]> {
    return this.#given(
      { wanted_set: 'integer', wanted_ordinal: 'integer' },
      places.map(place => ({
        wanted_set: place.setId,
        wanted_ordinal: place.ordinal,
      })),
    )
      .join('member', join =>
        join
          .on('member.set_id', 'given.wanted_set')
          .andOn('member.ordinal', 'given.wanted_ordinal'),
      )
      .join('package_version', 'package_version.id', 'member.version_id')
      .select(
        'member.set_id',
        'member.ordinal',
        'member.name',
        'member.group_name',
        'package_version.version',
      );
  }

  #given(columns: Columns, rows: object[]): Knex.QueryBuilder {
    return this.#knex.from(
      this.#knex.raw(recordset(this.#knex, columns), [recordsetJson(rows)]),
    );
  }
}
