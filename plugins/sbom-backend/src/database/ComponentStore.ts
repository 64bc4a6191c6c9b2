import type { Knex } from 'knex';
import { recordset, recordsetJson } from './recordset';
import type { ComponentRow } from './rows';

/** Filters over the components of one set. */
export interface ComponentFilter {
  q?: string;
  relation?: 'direct' | 'transitive' | 'unknown';
  /** An exact licence, or `none`. */
  licence?: string;
}

const componentColumns = [
  'member.*',
  'package.key',
  'package.id as package_id',
  'package_version.version',
  'package_version.purl',
];

/** Reads components of sets. */
export class ComponentStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** The complete set with this content; undefined once retention took it. */
  async setOf(contentDigest: string): Promise<number | undefined> {
    const row = await this.#knex('component_set')
      .where('content_digest', contentDigest)
      .first('id');
    return row?.id;
  }

  /** In the order of the set, by package, after an ordinal. */
  async page(
    setId: number,
    filter: ComponentFilter,
    page: { after: number; limit: number },
  ): Promise<ComponentRow[]> {
    return this.#components(setId)
      .modify(builder => applyFilter(builder, filter))
      .where('member.ordinal', '>', page.after)
      .orderBy('member.ordinal')
      .limit(page.limit);
  }

  /** How many components of a set match. */
  async count(setId: number, filter: ComponentFilter): Promise<number> {
    const row = await this.#joined(setId)
      .modify(builder => applyFilter(builder, filter))
      .count({ count: '*' })
      .first();
    return Number(row?.count ?? 0);
  }

  async byOrdinals(
    setId: number,
    ordinals: number[],
  ): Promise<Map<number, ComponentRow>> {
    const rows: ComponentRow[] = await this.#components(setId).whereIn(
      'member.ordinal',
      ordinals,
    );
    return new Map(rows.map(row => [row.ordinal, row]));
  }

  /** All components of some packages. */
  async ofPackages(
    setId: number,
    packageIds: number[],
  ): Promise<ComponentRow[]> {
    if (!packageIds.length) {
      return [];
    }
    // In this order: SQLite would begin with all members of the set, and
    // search the packages for each.
    return this.#knex
      .from(
        this.#knex.raw(recordset(this.#knex, { wanted: 'integer' }), [
          recordsetJson(packageIds.map(wanted => ({ wanted }))),
        ]),
      )
      .crossJoin(this.#knex.raw('package_version'))
      .crossJoin(this.#knex.raw('member'))
      .crossJoin(this.#knex.raw('package'))
      .where('package_version.package_id', this.#knex.ref('given.wanted'))
      .where('member.version_id', this.#knex.ref('package_version.id'))
      .where('package.id', this.#knex.ref('given.wanted'))
      .where('member.set_id', setId)
      .select(componentColumns)
      .orderBy('member.ordinal');
  }

  #components(setId: number): Knex.QueryBuilder<ComponentRow, ComponentRow[]> {
    return this.#joined(setId).select(componentColumns);
  }

  #joined(setId: number): Knex.QueryBuilder {
    return this.#knex('member')
      .join('package_version', 'package_version.id', 'member.version_id')
      .join('package', 'package.id', 'package_version.package_id')
      .where('member.set_id', setId);
  }
}

function applyFilter(
  builder: Knex.QueryBuilder,
  { q, relation, licence }: ComponentFilter,
): void {
  if (relation === 'unknown') {
    builder.whereNull('member.direct');
  } else if (relation) {
    builder.where('member.direct', relation === 'direct');
  }
  if (licence === 'none') {
    builder.where('member.licences', '[]');
  } else if (licence) {
    builder.whereRaw(`member.licences like ? escape '\\'`, [
      `%${escapeLike(JSON.stringify(licence))}%`,
    ]);
  }
  if (q) {
    const pattern = `%${escapeLike(q.toLowerCase())}%`;
    builder.where(any => {
      for (const column of [
        'package.full_lower',
        'member.name',
        'member.group_name',
        'package_version.purl',
      ]) {
        any.orWhereRaw(`lower(${column}) like ? escape '\\'`, [pattern]);
      }
    });
  }
}

function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, match => `\\${match}`);
}
