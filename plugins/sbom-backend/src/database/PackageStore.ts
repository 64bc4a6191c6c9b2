import type { Knex } from 'knex';
import type { AnalysedComponent } from '../ingest/types';
import { parsePurl } from '../purl/purl';
import { RecentIds } from './RecentIds';
import {
  type Columns,
  indexable,
  recordset,
  recordsetJson,
  storable,
} from './recordset';

/** Package versions whose ids are remembered. */
const REMEMBERED = 100_000;

const packageColumns = {
  key: 'text',
  key_index: 'text',
  ecosystem: 'text',
  name: 'text',
  name_lower: 'text',
  full_lower: 'text',
} satisfies Columns;

const versionColumns = {
  package_id: 'integer',
  identity: 'text',
  version: 'text',
  purl: 'text',
} satisfies Columns;

/**
 * Packages and their versions. Rows are only ever added, so that their ids may
 * be remembered.
 */
export class PackageStore {
  readonly #knex: Knex;
  readonly #known = new RecentIds(REMEMBERED);

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Ids of the package versions, in the order of the components. */
  async versionIds(components: AnalysedComponent[]): Promise<number[]> {
    const identities = components.map(identityOf);
    const known = identities.map(identity => this.#known.get(identity));
    const missing = new Map(
      identities.flatMap((identity, index) =>
        known[index] === undefined ? [[identity, components[index]]] : [],
      ),
    );
    const found = missing.size
      ? await this.#resolve(missing)
      : new Map<string, number>();
    for (const [identity, id] of found) {
      this.#known.set(identity, id);
    }
    return identities.map(
      (identity, index) => known[index] ?? found.get(identity)!,
    );
  }

  async #resolve(
    missing: Map<string, AnalysedComponent>,
  ): Promise<Map<string, number>> {
    const found = await this.#lookUp('package_version', 'identity', [
      ...missing.keys(),
    ]);
    // Sorted: two writers that add the same rows never wait for each other
    // crosswise.
    const added = [...missing]
      .filter(([identity]) => !found.has(identity))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    if (!added.length) {
      return found;
    }
    const packageIds = await this.#packageIds(
      added.map(([, component]) => component),
    );
    const rows = added.map(([identity, component]) => ({
      package_id: packageIds.get(keyOf(component)),
      identity,
      version: component.version && storable(component.version),
      purl: component.purl && storable(component.purl),
    }));
    await this.#insert('package_version', versionColumns, rows);
    const ids = await this.#lookUp(
      'package_version',
      'identity',
      rows.map(row => row.identity),
    );
    return new Map([...found, ...ids]);
  }

  async #packageIds(
    components: AnalysedComponent[],
  ): Promise<Map<string, number>> {
    const byKey = new Map(components.map(item => [keyOf(item), item]));
    const found = await this.#lookUp('package', 'key_index', [...byKey.keys()]);
    const rows = [...byKey]
      .filter(([key]) => !found.has(key))
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, component]) => packageRow(key, component));
    if (!rows.length) {
      return found;
    }
    await this.#insert('package', packageColumns, rows);
    const ids = await this.#lookUp(
      'package',
      'key_index',
      rows.map(row => row.key_index),
    );
    return new Map([...found, ...ids]);
  }

  async #lookUp(
    table: string,
    column: string,
    values: string[],
  ): Promise<Map<string, number>> {
    const rows: Array<{ id: number; value: string }> = await this.#knex
      .from(
        this.#knex.raw(recordset(this.#knex, { wanted: 'text' }), [
          recordsetJson(values.map(wanted => ({ wanted }))),
        ]),
      )
      .join(table, `${table}.${column}`, 'given.wanted')
      .select(`${table}.id as id`, `${table}.${column} as value`);
    return new Map(rows.map(row => [row.value, row.id]));
  }

  async #insert(
    table: string,
    columns: Columns,
    rows: Array<Record<string, unknown>>,
  ): Promise<void> {
    const names = Object.keys(columns).join(', ');
    await this.#knex.raw(
      `insert into ${table} (${names})
       select ${names} from ${recordset(this.#knex, columns)}
       where true on conflict do nothing`,
      [recordsetJson(rows)],
    );
  }
}

function keyOf(component: AnalysedComponent): string {
  return indexable(storable(component.packageKey));
}

function identityOf(component: AnalysedComponent): string {
  return indexable(
    storable(
      component.purl ?? `${component.packageKey}@${component.version ?? ''}`,
    ),
  );
}

function packageRow(key: string, component: AnalysedComponent) {
  const { group, name } = namesOf(component);
  const full = storable(group ? `${group}/${name}` : name);
  return {
    key: storable(component.packageKey),
    key_index: key,
    ecosystem: component.ecosystem && storable(component.ecosystem),
    name: full,
    name_lower: indexable(storable(name).toLowerCase()),
    full_lower: indexable(full.toLowerCase()),
  };
}

/** The purl names a package more reliably than the component does. */
function namesOf(component: AnalysedComponent): {
  group: string | null;
  name: string;
} {
  const purl = component.purl ? parsePurl(component.purl) : null;
  return purl
    ? { group: purl.namespace, name: purl.name }
    : { group: component.group, name: component.name };
}
