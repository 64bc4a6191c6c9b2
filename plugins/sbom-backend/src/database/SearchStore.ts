import type { Knex } from 'knex';
import { indexable, recordset, recordsetJson } from './recordset';
import type { ComponentRow, Int64 } from './rows';

/** A package that matches a search; `rank` 0 is an exact match. */
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

/** That a head ships a version. */
export interface UsageRow {
  version_id: number;
  head_id: number;
  entity_ref: string;
  slot: string;
  channel: string;
  upload_id: string;
  set_id: number;
  effective_at: Int64;
}

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
   * Packages of this name, then those whose name begins like it; with and
   * without their group. After a key, in a stable order.
   */
  async byName(query: {
    name: string;
    ecosystem?: string;
    after?: { rank: number; full: string; id: number };
    limit: number;
  }): Promise<PackageRow[]> {
    const name = query.name.toLowerCase();
    const rank = this.#knex.raw(
      'case when name_lower = ? or full_lower = ? then 0 else 1 end',
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
   * Heads that ship any of the versions; of all channels but `pr`, or of the
   * given ones. Usage is a superset: where it may be more than what a head
   * ships, it is held against the set.
   */
  async usages(
    versionIds: number[],
    channels: string[] | undefined,
  ): Promise<UsageRow[]> {
    return this.#knex
      .from(
        this.#knex.raw(recordset(this.#knex, { wanted: 'integer' }), [
          recordsetJson(versionIds.map(wanted => ({ wanted }))),
        ]),
      )
      .join('usage', 'usage.version_id', 'given.wanted')
      .join('head', 'head.id', 'usage.head_id')
      .whereNotNull('head.upload_id')
      .where(real =>
        real
          .where('head.usage_stale', false)
          .orWhereExists(
            this.#knex('member')
              .whereRaw('member.set_id = head.set_id')
              .whereRaw('member.version_id = usage.version_id')
              .select(this.#knex.raw('1')),
          ),
      )
      .modify(builder => {
        if (channels) {
          builder.whereIn('head.channel', channels);
        } else {
          builder.where('head.channel', '<>', 'pr');
        }
      })
      .select(
        'usage.version_id',
        'usage.head_id',
        'head.entity_ref',
        'head.slot',
        'head.channel',
        'head.upload_id',
        'head.set_id',
        'head.effective_at',
      );
  }

  /** The components that stand behind usages, in no order. */
  async components(
    usages: Array<Pick<UsageRow, 'set_id' | 'version_id'>>,
  ): Promise<ComponentRow[]> {
    return this.#knex
      .from(
        this.#knex.raw(
          recordset(this.#knex, {
            wanted_set: 'integer',
            wanted_version: 'integer',
          }),
          [
            recordsetJson(
              usages.map(usage => ({
                wanted_set: usage.set_id,
                wanted_version: usage.version_id,
              })),
            ),
          ],
        ),
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
  async steps(places: Array<{ set_id: number; ordinal: number }>): Promise<
    Array<
      Pick<ComponentRow, 'set_id' | 'ordinal' | 'name' | 'group_name'> & {
        version: string | null;
      }
    >
  > {
    return this.#knex
      .from(
        this.#knex.raw(
          recordset(this.#knex, {
            wanted_set: 'integer',
            wanted_ordinal: 'integer',
          }),
          [
            recordsetJson(
              places.map(place => ({
                wanted_set: place.set_id,
                wanted_ordinal: place.ordinal,
              })),
            ),
          ],
        ),
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
}
