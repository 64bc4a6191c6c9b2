import type {
  AuthService,
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  AuthorizeResult,
  createPermission,
} from '@backstage/plugin-permission-common';

/** The catalog's own; its package exports it under /alpha only. */
const catalogEntityReadPermission = createPermission({
  name: 'catalog.entity.read',
  attributes: { action: 'read' },
  resourceType: 'catalog-entity',
});

const BATCH = 500;
const PARALLEL = 4;

/** @public */
export interface CatalogVisibilityOptions {
  auth: AuthService;
  catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  permissions: Pick<PermissionsService, 'authorizeConditional'>;
}

/**
 * Which entities a caller may see, by the catalog's own rules.
 *
 * @public
 */
export class CatalogVisibility {
  readonly #options: CatalogVisibilityOptions;

  constructor(options: CatalogVisibilityOptions) {
    this.#options = options;
  }

  /**
   * Those of the given full entity refs that the caller may see. One decision
   * suffices for callers who may see all or nothing; for others the catalog is
   * asked in batches of 500, with their own credentials. Refs that the catalog
   * does not know stay in for callers who may see all.
   */
  async filter(
    entityRefs: Iterable<string>,
    credentials: BackstageCredentials,
  ): Promise<ReadonlySet<string>> {
    const refs = [...new Set(entityRefs)];
    if (!refs.length) {
      return new Set();
    }
    const [decision] = await this.#options.permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return new Set(refs);
      case AuthorizeResult.DENY:
        return new Set();
      default:
        return this.#ask(refs, credentials);
    }
  }

  /** Whether the catalog has the entity, whoever asks. */
  async exists(entityRef: string): Promise<boolean> {
    // With our own credentials: a token with access restrictions, such as a
    // CI token, cannot be delegated to the catalog.
    const own = await this.#options.auth.getOwnServiceCredentials();
    return (await this.#ask([entityRef], own)).has(entityRef);
  }

  async #ask(
    refs: string[],
    credentials: BackstageCredentials,
  ): Promise<ReadonlySet<string>> {
    const visible = new Set<string>();
    const batches: string[][] = [];
    for (let at = 0; at < refs.length; at += BATCH) {
      batches.push(refs.slice(at, at + BATCH));
    }
    const work = async () => {
      for (let batch = batches.pop(); batch; batch = batches.pop()) {
        const asked = batch;
        const { items } = await this.#options.catalog.getEntitiesByRefs(
          { entityRefs: asked, fields: ['kind', 'metadata.name'] },
          { credentials },
        );
        items.forEach((item, index) => item && visible.add(asked[index]));
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, work));
    return visible;
  }
}
