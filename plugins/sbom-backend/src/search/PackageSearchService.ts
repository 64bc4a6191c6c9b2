import type {
  PackageMatch,
  PackagePage,
  packageQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type Caller,
  type CatalogViewer,
  decodeCursor,
  encodeCursor,
  type ServiceRecord,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import type { ServiceScope } from '../catalog/ServiceScope';
import type { CoverageService } from '../fleet/CoverageService';
import { toIso } from '../database/rows';
import type {
  PackageRow,
  SearchStore,
  VersionRow,
} from '../database/SearchStore';
import { groupBy } from '../groupBy';
import { invalidCursor } from '../problems';
import { type PackageSearch, parseSearch, type VersionTest } from './query';
import type { Usage, Usages } from './Usages';

/** Versions that are listed of one package. */
const VERSIONS = 20;

/** Packages that are looked at for one page, whatever few of them match. */
const CANDIDATES = 500;

const cursorSchema = z.tuple([z.int(), z.string(), z.int()]);

type Query = z.output<typeof packageQuerySchema>;

/** Finds packages over all services. */
export class PackageSearchService {
  readonly #coverage: CoverageService;
  readonly #scope: ServiceScope;
  readonly #search: SearchStore;
  readonly #usages: Usages;

  constructor(options: {
    coverage: CoverageService;
    scope: ServiceScope;
    search: SearchStore;
    usages: Usages;
  }) {
    this.#coverage = options.coverage;
    this.#scope = options.scope;
    this.#search = options.search;
    this.#usages = options.usages;
  }

  async find(query: Query, caller: Caller): Promise<PackagePage> {
    const search = parseSearch(query.q);
    const viewer = this.#scope.viewer(caller);
    const items: PackageMatch[] = [];
    let cursor = query.cursor;
    let nextCursor: string | null = null;
    for (let looked = 0; looked < CANDIDATES; ) {
      const wanted = query.limit - items.length;
      const candidates = await this.#candidates(search, query, cursor, wanted);
      const page = candidates.slice(0, wanted);
      items.push(...(await this.#matches(page, search.test, query, viewer)));
      looked += page.length;
      nextCursor =
        candidates.length > wanted ? cursorOf(page[wanted - 1]) : null;
      if (!nextCursor || items.length >= query.limit) {
        break;
      }
      cursor = nextCursor;
    }
    const { name, packageKey, version, range } = search;
    return {
      query: { name, packageKey, version, range },
      items,
      nextCursor,
      basis: await this.#coverage.basis(query, viewer),
    };
  }

  async #candidates(
    search: PackageSearch,
    query: Query,
    cursor: string | undefined,
    wanted: number,
  ): Promise<PackageRow[]> {
    if (search.packageKey !== null) {
      const row = await this.#search.byKey(search.packageKey);
      return row ? [row] : [];
    }
    const [rank, full, id] = cursor
      ? decodeCursor(cursor, cursorSchema, invalidCursor)
      : [];
    return this.#search.byName({
      name: search.name!,
      ecosystem: query.ecosystem,
      after: id === undefined ? undefined : { rank: rank!, full: full!, id },
      limit: wanted + 1,
    });
  }

  async #matches(
    packages: PackageRow[],
    test: VersionTest,
    query: Query,
    viewer: CatalogViewer,
  ): Promise<PackageMatch[]> {
    const ids = packages.map(row => row.id);
    const ecosystems = new Map(packages.map(row => [row.id, row.ecosystem]));
    const versions = (await this.#search.versions(ids)).filter(
      row => test(ecosystems.get(row.package_id)!, row.version) !== false,
    );
    const byPackage = groupBy(versions, row => row.package_id);
    const finder = await this.#usages.finder(query);
    const services = await this.#scope.all();
    const matches: PackageMatch[] = [];
    // One by one: a popular package alone has a row for each service.
    for (const row of packages) {
      const mine = byPackage.get(row.id) ?? [];
      const found = await finder.find(mine.map(version => version.id));
      const visible = await viewer.filter(
        found.map(usage => usage.head.entityRef),
      );
      const usages = groupBy(
        found.filter(usage => visible.has(usage.head.entityRef)),
        usage => usage.versionId,
      );
      const match = toMatch(row, mine, usages, test, services);
      if (match) {
        matches.push(match);
      }
    }
    return matches;
  }
}

function toMatch(
  row: PackageRow,
  versions: VersionRow[],
  usages: Map<number, Usage[]>,
  test: VersionTest,
  services: ReadonlyMap<string, ServiceRecord>,
): PackageMatch | null {
  const shipped = versions.filter(version => usages.has(version.id));
  if (!shipped.length) {
    return null;
  }
  const holds = shipped.filter(
    version => test(row.ecosystem, version.version) === true,
  );
  const unordered = shipped.filter(version => !holds.includes(version));
  const entities = (list: Usage[]) =>
    new Set(list.map(usage => usage.head.entityRef));
  const all = holds.flatMap(version => usages.get(version.id)!);
  const shippers = entities(all);
  const owners = new Set(
    [...shippers].map(ref => services.get(ref)?.owner ?? null),
  );
  owners.delete(null);
  const seen = shipped
    .flatMap(version => usages.get(version.id)!)
    .reduce((last, usage) => Math.max(last, usage.head.effectiveAt), 0);
  // Versions that differ by architecture or distribution only are one here.
  const counted = [...groupBy(holds, version => version.version)]
    .map(([version, rows]) => ({
      version,
      services: entities(rows.flatMap(item => usages.get(item.id)!)).size,
    }))
    .sort((a, b) => b.services - a.services);
  return {
    packageKey: row.key,
    name: row.name,
    ecosystem: row.ecosystem,
    versions: counted.slice(0, VERSIONS),
    versionCount: counted.length,
    services: shippers.size,
    owners: owners.size,
    deployed: entities(
      all.filter(usage => usage.head.channel.startsWith('deployed:')),
    ).size,
    lastSeenAt: toIso(seen),
    unordered: [...new Set(unordered.map(item => item.version ?? ''))].sort(),
  };
}

function cursorOf(row: PackageRow): string {
  return encodeCursor([row.rank, row.full_lower, row.id]);
}
