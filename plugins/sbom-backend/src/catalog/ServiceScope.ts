import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { ServiceFilter } from '@waymark/backstage-plugin-sbom-common';
import type {
  CatalogViewer,
  CatalogVisibility,
  ServiceRecord,
  ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import { normaliseEntityRef } from './EntityRefs';

/** Which services an answer is about: by filters, and by who asks. */
export class ServiceScope {
  readonly #services: ServiceSnapshot;
  readonly #visibility: CatalogVisibility;
  readonly #types: ReadonlySet<string>;

  constructor(options: {
    services: ServiceSnapshot;
    visibility: CatalogVisibility;
    /** `spec.type` of the components that count as services. */
    types: readonly string[];
  }) {
    this.#services = options.services;
    this.#visibility = options.visibility;
    this.#types = new Set(options.types);
  }

  /** Everything that the catalog has, whoever asks. */
  async all(): Promise<ReadonlyMap<string, ServiceRecord>> {
    return this.#services.get();
  }

  /** The services that coverage counts, as far as the caller may see them. */
  async services(
    filter: ServiceFilter,
    viewer: CatalogViewer,
  ): Promise<ServiceRecord[]> {
    const matches = matcher(filter);
    const found = [...(await this.all()).values()].filter(
      record =>
        record.type !== null && this.#types.has(record.type) && matches(record),
    );
    const visible = await viewer.filter(found.map(record => record.entityRef));
    return found.filter(record => visible.has(record.entityRef));
  }

  /** What the caller may see, for the time of one request. */
  viewer(credentials: BackstageCredentials): CatalogViewer {
    return this.#visibility.viewer(credentials);
  }
}

/** Whether a service passes a filter; without any, unknown entities do too. */
export function matcher(
  filter: ServiceFilter,
): (record: ServiceRecord | undefined) => boolean {
  const owner = filter.owner && withKind(filter.owner, 'group');
  const system = filter.system && withKind(filter.system, 'system');
  const { lifecycle, tier } = filter;
  return record =>
    (!owner || record?.owner === owner) &&
    (!system || record?.system === system) &&
    (!lifecycle || record?.lifecycle === lifecycle) &&
    (!tier || record?.tier === tier);
}

function withKind(ref: string, kind: string): string {
  return normaliseEntityRef(ref.includes(':') ? ref : `${kind}:${ref}`);
}
