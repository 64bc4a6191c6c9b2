import type { ScorecardFilters } from '@waymark/backstage-plugin-scorecards-common';
import type {
  Caller,
  CatalogVisibility,
  ServiceRecord,
  ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import { normaliseEntityRef } from '../intake/EntityReader';

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
  all(): Promise<ReadonlyMap<string, ServiceRecord>> {
    return this.#services.get();
  }

  /** The services that count, as far as the caller may see them, by ref. */
  async services(
    filters: ScorecardFilters,
    caller: Caller,
  ): Promise<ServiceRecord[]> {
    const matches = matcher(filters);
    const found = [...(await this.all()).values()].filter(
      record =>
        record.type !== null && this.#types.has(record.type) && matches(record),
    );
    const visible = await this.#visibility.filter(
      found.map(record => record.entityRef),
      caller,
    );
    return found
      .filter(record => visible.has(record.entityRef))
      .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
  }
}

/** Filters name one value, or several with `|` between them. */
function matcher({
  lifecycle,
  owner,
  system,
}: ScorecardFilters): (record: ServiceRecord) => boolean {
  const owners = oneOf(owner, text => normaliseEntityRef(text, 'group'));
  const systems = oneOf(system, text => normaliseEntityRef(text, 'system'));
  const lifecycles = oneOf(lifecycle, text => text);
  return record =>
    owners(record.owner) &&
    systems(record.system) &&
    lifecycles(record.lifecycle);
}

function oneOf(
  filter: string | undefined,
  read: (text: string) => string,
): (value: string | null) => boolean {
  if (filter === undefined) {
    return () => true;
  }
  const wanted = new Set(filter.split('|').filter(Boolean).map(read));
  return value => value !== null && wanted.has(value);
}
