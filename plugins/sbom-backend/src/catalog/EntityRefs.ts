import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import type {
  CatalogVisibility,
  ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import { problem } from '../problems';
import { nearest } from './nearest';

/**
 * The full ref of an entity as callers write it: `component:checkout` is
 * `component:default/checkout`. The kind may be left out.
 */
export function normaliseEntityRef(text: string): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch (error) {
    throw problem(400, 'sbom.query', 'entityRef: not an entity ref.', {
      hint: 'Write it as component:default/name.',
      cause: error,
    });
  }
}

/** Refs of callers, held against the catalog. */
export class EntityRefs {
  readonly #visibility: CatalogVisibility;
  readonly #services: ServiceSnapshot;

  constructor(options: {
    visibility: CatalogVisibility;
    services: ServiceSnapshot;
  }) {
    this.#visibility = options.visibility;
    this.#services = options.services;
  }

  /** Throws 404 unless the entity exists and the caller may see it. */
  async requireVisible(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    const visible = await this.#visibility.filter([entityRef], credentials);
    if (
      !visible.has(entityRef) ||
      !(await this.#visibility.exists(entityRef))
    ) {
      throw await this.#notFound(entityRef, credentials);
    }
  }

  /** Throws 404 unless the catalog has the entity. */
  async requireExisting(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<void> {
    if (!(await this.#visibility.exists(entityRef))) {
      throw await this.#notFound(entityRef, credentials);
    }
  }

  async #notFound(
    entityRef: string,
    credentials: BackstageCredentials,
  ): Promise<Error> {
    const services = await this.#services.get();
    const similar = nearest(entityRef, services.keys(), 20);
    // A hint must not tell what the caller may not see.
    const visible = await this.#visibility.filter(similar, credentials);
    const shown = similar.filter(ref => visible.has(ref)).slice(0, 3);
    return problem(
      404,
      'sbom.entity_not_found',
      `The catalog has no entity ${entityRef}.`,
      {
        hint: shown.length
          ? `Did you mean ${shown.join(' or ')}?`
          : 'Register the entity in the catalog first, or correct entityRef.',
      },
    );
  }
}
