import type {
  BomCoverage,
  CoverageServices,
  coverageQuerySchema,
  coverageServicesQuerySchema,
  PackagePage,
  ServiceFilter,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type Caller,
  type CatalogViewer,
  decodeCursor,
  pageOf,
  type ServiceRecord,
} from '@waymark/backstage-plugin-waymark-node';
import { z } from 'zod';
import type { ServiceScope } from '../catalog/ServiceScope';
import type { CoverageStore, CoveredHead } from '../database/CoverageStore';
import type { HeadDirectory } from '../database/HeadDirectory';
import type { RefusalStore } from '../database/RefusalStore';
import { toIso } from '../database/rows';
import type { UploadStore } from '../database/UploadStore';
import { invalidCursor } from '../problems';
import { toLastRefusal } from '../summaries/SummaryService';
import { countByOwner, countStates, speakingSince, type State } from './counts';
import { Trend } from './Trend';

type Query = z.output<typeof coverageQuerySchema>;
type ServicesQuery = z.output<typeof coverageServicesQuerySchema>;
type Item = CoverageServices['items'][number];

const DAY = 24 * 3_600_000;
const worstFirst: State[] = ['none', 'stale', 'fresh'];
const cursorSchema = z.tuple([z.int(), z.int(), z.string()]);

/** What {@link CoverageService} works with. */
export interface CoverageServiceOptions {
  coverage: CoverageStore;
  directory: HeadDirectory;
  refusals: RefusalStore;
  scope: ServiceScope;
  uploads: UploadStore;
  freshFor: number;
  now: () => number;
}

/** Answers which services have a BOM, how old it is, and why not. */
export class CoverageService {
  readonly #options: CoverageServiceOptions;
  readonly #trend: Trend;

  constructor(options: CoverageServiceOptions) {
    this.#options = options;
    this.#trend = new Trend(options);
  }

  /** How many services have a BOM of which state, in whichever slot. */
  async basis(
    filter: ServiceFilter,
    viewer: CatalogViewer,
  ): Promise<PackagePage['basis']> {
    const services = await this.#options.scope.services(filter, viewer);
    const at = speakingSince((await this.#options.directory.get()).values());
    return countStates(
      services.map(item => this.#state(at.get(item.entityRef))),
    );
  }

  async coverage(query: Query, caller: Caller): Promise<BomCoverage> {
    const { coverage, freshFor, scope } = this.#options;
    const services = await scope.services(query, scope.viewer(caller));
    const heads = await coverage.heads(query.slot, query.channel);
    const states = services.map(service => ({
      owner: service.owner,
      state: this.#state(heads.get(service.entityRef)?.effectiveAt),
    }));
    const trend = await this.#trend.points(
      query,
      services.map(service => service.entityRef),
    );
    const today = trend[trend.length - 1];
    const items = await this.#items(services, heads);
    const because = (reason: Item['reason']) =>
      items.filter(item => item.reason === reason).length;
    return {
      totals: {
        ...countStates(states.map(item => item.state)),
        uploadedOnce: today.uploadedOnce,
        freshDeployed: today.freshDeployed,
      },
      owners: countByOwner(states),
      reasons: {
        never: because('never'),
        refused: because('refused'),
        silent: because('silent'),
      },
      trend,
      freshForDays: freshFor / DAY,
    };
  }

  /** Worst first: none, then stale by age, then fresh by age. */
  async services(
    query: ServicesQuery,
    caller: Caller,
  ): Promise<CoverageServices> {
    const { scope } = this.#options;
    const services = await scope.services(query, scope.viewer(caller));
    const heads = await this.#options.coverage.heads(query.slot, query.channel);
    const after = query.cursor
      ? decodeCursor(query.cursor, cursorSchema, invalidCursor)
      : undefined;
    const placed = services
      .map(service => ({ service, key: this.#key(service, heads) }))
      .filter(({ key }) => !query.state || worstFirst[key[0]] === query.state)
      .filter(({ key }) => !after || compareKeys(key, after) > 0)
      .sort((a, b) => compareKeys(a.key, b.key));
    const page = pageOf(
      placed.slice(0, query.limit + 1),
      query.limit,
      ({ key }) => key,
    );
    return {
      items: await this.#items(
        page.items.map(({ service }) => service),
        heads,
      ),
      nextCursor: page.nextCursor,
    };
  }

  #key(
    { entityRef }: ServiceRecord,
    heads: Map<string, CoveredHead>,
  ): [number, number, string] {
    const at = heads.get(entityRef)?.effectiveAt;
    return [worstFirst.indexOf(this.#state(at)), at ?? 0, entityRef];
  }

  #state(effectiveAt: number | undefined): State {
    if (effectiveAt === undefined) {
      return 'none';
    }
    const { freshFor, now } = this.#options;
    return now() - effectiveAt <= freshFor ? 'fresh' : 'stale';
  }

  async #items(
    services: ServiceRecord[],
    heads: Map<string, CoveredHead>,
  ): Promise<Item[]> {
    const { refusals, uploads } = this.#options;
    const states = new Map(
      services.map(({ entityRef }) => [
        entityRef,
        this.#state(heads.get(entityRef)?.effectiveAt),
      ]),
    );
    const unfresh = [...states]
      .filter(([, state]) => state !== 'fresh')
      .map(([ref]) => ref);
    const refused = await refusals.open(unfresh);
    const received = await uploads.received(unfresh);
    return services.map(({ entityRef, owner }) => {
      const head = heads.get(entityRef);
      const state = states.get(entityRef)!;
      const lastRefusal = toLastRefusal(refused.get(entityRef));
      return {
        entityRef,
        owner,
        state,
        effectiveAt: head ? toIso(head.effectiveAt) : null,
        uploadId: head?.uploadId ?? null,
        reason:
          state === 'fresh'
            ? null
            : reasonOf(lastRefusal, received.has(entityRef)),
        lastRefusal: state === 'fresh' ? null : lastRefusal,
      };
    });
  }
}

function reasonOf(
  lastRefusal: Item['lastRefusal'],
  receivedOnce: boolean,
): Item['reason'] {
  if (lastRefusal) {
    return 'refused';
  }
  return receivedOnce ? 'silent' : 'never';
}

function compareKeys(
  a: [number, number, string],
  b: [number, number, string],
): number {
  return a[0] - b[0] || a[1] - b[1] || (a[2] < b[2] ? -1 : Number(a[2] > b[2]));
}
