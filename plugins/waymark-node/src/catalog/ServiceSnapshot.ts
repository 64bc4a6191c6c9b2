import type { AuthService } from '@backstage/backend-plugin-api';
import {
  type Entity,
  getCompoundEntityRef,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';

/**
 * What the suite needs to know of one catalog component.
 *
 * @public
 */
export interface ServiceRecord {
  entityRef: string;
  /** Full refs; null when the catalog names none. */
  owner: string | null;
  system: string | null;
  lifecycle: string | null;
  /** `spec.type`, such as `service`. */
  type: string | null;
  /** Label `waymark.dev/tier`. */
  tier: string | null;
}

/** @public */
export interface ServiceSnapshotOptions {
  auth: AuthService;
  catalog: Pick<CatalogService, 'streamEntities'>;
  /** Milliseconds that an answer is good for; 15,000 unless told. */
  freshFor?: number;
  /** Milliseconds that an older answer may be given while a new one is fetched; 300,000 unless told. */
  staleFor?: number;
  now?: () => number;
}

const FIELDS = [
  'kind',
  'metadata.namespace',
  'metadata.name',
  'metadata.labels',
  'spec.type',
  'spec.lifecycle',
  'spec.owner',
  'spec.system',
  'relations',
];

/**
 * All components of the catalog, read with our own credentials and shared by
 * all requests. It says nothing about who may see them: filter results with
 * {@link CatalogVisibility}.
 *
 * @public
 */
export class ServiceSnapshot {
  readonly #options: Required<ServiceSnapshotOptions>;
  #current?: { at: number; records: ReadonlyMap<string, ServiceRecord> };
  #refresh?: Promise<ReadonlyMap<string, ServiceRecord>>;

  constructor(options: ServiceSnapshotOptions) {
    this.#options = {
      freshFor: 15_000,
      staleFor: 300_000,
      now: Date.now,
      ...options,
    };
  }

  /** By full entity ref. */
  async get(): Promise<ReadonlyMap<string, ServiceRecord>> {
    const { freshFor, staleFor, now } = this.#options;
    const age = this.#current ? now() - this.#current.at : Infinity;
    if (this.#current && age <= freshFor) {
      return this.#current.records;
    }
    const refresh = this.#shared();
    if (this.#current && age <= staleFor) {
      // The old answer is good enough; a failure is met by whoever waits.
      refresh.catch(() => undefined);
      return this.#current.records;
    }
    return refresh;
  }

  #shared(): Promise<ReadonlyMap<string, ServiceRecord>> {
    this.#refresh ??= this.#fetch().finally(() => {
      this.#refresh = undefined;
    });
    return this.#refresh;
  }

  async #fetch(): Promise<ReadonlyMap<string, ServiceRecord>> {
    const { auth, catalog, now } = this.#options;
    const at = now();
    const credentials = await auth.getOwnServiceCredentials();
    const records = new Map<string, ServiceRecord>();
    const pages = catalog.streamEntities(
      { filter: { kind: 'Component' }, fields: FIELDS },
      { credentials },
    );
    for await (const page of pages) {
      for (const entity of page) {
        const record = recordOf(entity);
        records.set(record.entityRef, record);
      }
    }
    this.#current = { at, records };
    return records;
  }
}

function recordOf(entity: Entity): ServiceRecord {
  const spec = entity.spec ?? {};
  const { namespace } = getCompoundEntityRef(entity);
  return {
    entityRef: stringifyEntityRef(entity),
    owner: relation(entity, 'ownedBy') ?? refOf(spec.owner, 'group', namespace),
    system:
      relation(entity, 'partOf', 'system:') ??
      refOf(spec.system, 'system', namespace),
    lifecycle: textOf(spec.lifecycle),
    type: textOf(spec.type),
    tier: entity.metadata.labels?.['waymark.dev/tier'] ?? null,
  };
}

function relation(entity: Entity, type: string, prefix = ''): string | null {
  const found = entity.relations?.find(
    item => item.type === type && item.targetRef.startsWith(prefix),
  );
  return found?.targetRef ?? null;
}

function refOf(
  value: unknown,
  defaultKind: string,
  defaultNamespace: string,
): string | null {
  if (typeof value !== 'string') {
    return null;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(value, { defaultKind, defaultNamespace }),
    );
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
