import type {
  ComponentUsage,
  ComponentUsagePage,
  usageQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import {
  decodeCursor,
  pageOf,
  type ServiceRecord,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import { matcher, type ServiceScope } from '../catalog/ServiceScope';
import { toComponent } from '../components/wire';
import { toIso, toNumber } from '../database/rows';
import type {
  PackageRow,
  SearchStore,
  UsageRow,
  VersionRow,
} from '../database/SearchStore';
import { invalidCursor, problem } from '../problems';
import type { Caller } from '../routes/authorise';
import { parseSearch, versionTest } from './query';

/** Entities whose visibility is asked for at once. */
const BATCH = 500;

const cursorSchema = z.tuple([z.string(), z.int(), z.int()]);

type Key = z.output<typeof cursorSchema>;
type Query = z.output<typeof usageQuerySchema>;

/** A usage that is on the page, with its verdict. */
interface Shown extends UsageRow {
  inRange: true | null;
}

/** Answers who ships a package. */
export class UsageService {
  readonly #options: {
    scope: ServiceScope;
    search: SearchStore;
    freshFor: number;
    now: () => number;
  };

  constructor(options: {
    scope: ServiceScope;
    search: SearchStore;
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
    const services = await scope.all();
    const matches = matcher(query);
    const candidates = (await this.#candidates(query))
      .filter(row => matches(services.get(row.entity_ref)))
      .filter(row => !after || compareKeys(keyOf(row), after) > 0)
      .sort((a, b) => compareKeys(keyOf(a), keyOf(b)));
    const wanted = query.limit + 1;
    const shown: Shown[] = [];
    for (let at = 0; at < candidates.length; at += BATCH) {
      const batch = candidates.slice(at, at + BATCH);
      const visible = await scope.visible(
        batch.map(row => row.entity_ref),
        caller,
      );
      shown.push(...batch.filter(row => visible.has(row.entity_ref)));
      if (shown.length >= wanted) {
        break;
      }
    }
    const page = pageOf(shown.slice(0, wanted), query.limit, keyOf);
    return {
      items: await this.#items(page.items, services),
      nextCursor: page.nextCursor,
    };
  }

  async #candidates(query: Query): Promise<Shown[]> {
    const { search } = this.#options;
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
    const usages = await search.usages(
      [...verdicts.keys()],
      query.channels?.split(',').map(text => text.trim()),
    );
    return usages.map(usage => ({
      ...usage,
      inRange: verdicts.get(usage.version_id)!,
    }));
  }

  async #items(
    rows: Shown[],
    services: ReadonlyMap<string, ServiceRecord>,
  ): Promise<ComponentUsage[]> {
    const { freshFor, now, search } = this.#options;
    const members = await search.components(rows);
    // A set may hold one version several times: the one nearest to the root.
    members.sort(
      (a, b) => Number(b.direct) - Number(a.direct) || a.ordinal - b.ordinal,
    );
    const steps = await search.steps(
      members.flatMap(row =>
        row.via === null ? [] : [{ set_id: row.set_id, ordinal: row.via }],
      ),
    );
    const stepOf = new Map(
      steps.map(step => [`${step.set_id}/${step.ordinal}`, step]),
    );
    return rows.map(row => {
      const member = members.find(
        item =>
          item.set_id === row.set_id && item.version_id === row.version_id,
      )!;
      const via = stepOf.get(`${member.set_id}/${member.via}`);
      const effectiveAt = toNumber(row.effective_at);
      return {
        entityRef: row.entity_ref,
        owner: services.get(row.entity_ref)?.owner ?? null,
        slot: row.slot,
        channel: row.channel,
        uploadId: row.upload_id,
        effectiveAt: toIso(effectiveAt),
        state: now() - effectiveAt <= freshFor ? 'fresh' : 'stale',
        component: toComponent(member),
        inRange: row.inRange,
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

function keyOf(row: UsageRow): Key {
  return [row.entity_ref, row.head_id, row.version_id];
}

function compareKeys(a: Key, b: Key): number {
  if (a[0] !== b[0]) {
    return a[0] < b[0] ? -1 : 1;
  }
  return a[1] - b[1] || a[2] - b[2];
}
