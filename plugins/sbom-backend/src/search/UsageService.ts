import type {
  ComponentUsage,
  ComponentUsagePage,
  usageQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type Caller,
  decodeCursor,
  pageOf,
  type ServiceRecord,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import type { ServiceScope } from '../catalog/ServiceScope';
import { toComponent } from '../components/wire';
import { toIso } from '../database/rows';
import type {
  PackageRow,
  SearchStore,
  VersionRow,
} from '../database/SearchStore';
import { invalidCursor, problem } from '../problems';
import { parseSearch, versionTest } from './query';
import { toShipped, type Usage, type Usages } from './Usages';

/** Entities whose visibility is asked for at once. */
const BATCH = 500;

const cursorSchema = z.tuple([z.string(), z.int(), z.int()]);

type Key = z.output<typeof cursorSchema>;
type Query = z.output<typeof usageQuerySchema>;

/** A usage that is on the page, with its verdict. */
interface Shown extends Usage {
  inRange: true | null;
}

/** Answers who ships a package. */
export class UsageService {
  readonly #options: {
    scope: ServiceScope;
    search: SearchStore;
    usages: Usages;
    freshFor: number;
    now: () => number;
  };

  constructor(options: {
    scope: ServiceScope;
    search: SearchStore;
    usages: Usages;
    freshFor: number;
    now: () => number;
  }) {
    this.#options = options;
  }

  /** By entity, then head. Versions that are out of range are left out. */
  async list(query: Query, caller: Caller): Promise<ComponentUsagePage> {
    const after = query.cursor
      ? decodeCursor(query.cursor, cursorSchema, invalidCursor)
      : undefined;
    const { scope } = this.#options;
    const viewer = scope.viewer(caller);
    const candidates = (await this.#candidates(query))
      .filter(usage => !after || compareKeys(keyOf(usage), after) > 0)
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    const wanted = query.limit + 1;
    const shown: Shown[] = [];
    for (let at = 0; at < candidates.length; at += BATCH) {
      const batch = candidates.slice(at, at + BATCH);
      const visible = await viewer.filter(
        batch.map(usage => usage.head.entityRef),
      );
      shown.push(...batch.filter(usage => visible.has(usage.head.entityRef)));
      if (shown.length >= wanted) {
        break;
      }
    }
    const page = pageOf(shown.slice(0, wanted), query.limit, keyOf);
    return {
      items: await this.#items(page.items, await scope.all()),
      nextCursor: page.nextCursor,
    };
  }

  async #candidates(query: Query): Promise<Shown[]> {
    const { search, usages } = this.#options;
    const { packageKey, version } = parseSearch(query.purl);
    if (packageKey === null) {
      throw problem(
        400,
        'sbom.query',
        'purl: neither a purl nor a package key.',
        {
          hint: 'Search /v1/packages by name, and ask with its packageKey.',
        },
      );
    }
    const test = versionTest(version, query.range ?? null);
    const row: PackageRow | undefined = await search.byKey(packageKey);
    if (!row) {
      return [];
    }
    const verdicts = new Map<number, true | null>();
    const versions: VersionRow[] = await search.versions([row.id]);
    for (const item of versions) {
      const verdict = test(row.ecosystem, item.version);
      if (verdict !== false) {
        verdicts.set(item.id, verdict);
      }
    }
    const finder = await usages.finder(query);
    const found = await finder.find([...verdicts.keys()]);
    return found.map(usage => ({
      ...usage,
      inRange: verdicts.get(usage.versionId)!,
    }));
  }

  async #items(
    rows: Shown[],
    services: ReadonlyMap<string, ServiceRecord>,
  ): Promise<ComponentUsage[]> {
    const { freshFor, now, search } = this.#options;
    const members = await search.components(rows.map(toShipped));
    // A set may hold one version several times: the one nearest to the root.
    members.sort(
      (a, b) => Number(b.direct) - Number(a.direct) || a.ordinal - b.ordinal,
    );
    const steps = await search.steps(
      members.flatMap(row =>
        row.via === null ? [] : [{ setId: row.set_id, ordinal: row.via }],
      ),
    );
    const stepOf = new Map(
      steps.map(step => [`${step.set_id}/${step.ordinal}`, step]),
    );
    return rows.map(({ head, versionId, inRange }) => {
      const member = members.find(
        item => item.set_id === head.setId && item.version_id === versionId,
      )!;
      const via = stepOf.get(`${member.set_id}/${member.via}`);
      return {
        entityRef: head.entityRef,
        owner: services.get(head.entityRef)?.owner ?? null,
        slot: head.slot,
        channel: head.channel,
        uploadId: head.uploadId,
        effectiveAt: toIso(head.effectiveAt),
        state: now() - head.effectiveAt <= freshFor ? 'fresh' : 'stale',
        component: toComponent(member),
        inRange,
        via: via
          ? {
              name: via.group_name ? `${via.group_name}/${via.name}` : via.name,
              version: via.version,
            }
          : null,
      };
    });
  }
}

function keyOf({ head, versionId }: Usage): Key {
  return [head.entityRef, head.id, versionId];
}

function compareKeys(a: Key, b: Key): number {
  if (a[0] !== b[0]) {
    return a[0] < b[0] ? -1 : 1;
  }
  return a[1] - b[1] || a[2] - b[2];
}
