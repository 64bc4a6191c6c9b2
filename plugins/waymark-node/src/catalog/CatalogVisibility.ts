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
import { answered } from '../http/answered';

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

/** The refs of entities that the catalog shows. */
async function askCatalog(
  catalog: CatalogVisibilityOptions['catalog'],
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
      const { items } = await catalog.getEntitiesByRefs(
        { entityRefs: asked, fields: ['kind', 'metadata.name'] },
        { credentials },
      );
      items.forEach((item, index) => item && visible.add(asked[index]));
    }
  };
  await Promise.all(Array.from({ length: PARALLEL }, work));
  return visible;
}

/**
 * What one caller may see, for the time of one request: every decision and
 * every entity is asked for once.
 *
 * @public
 */
export class CatalogViewer {
  readonly #options: CatalogVisibilityOptions;
  readonly #credentials: BackstageCredentials;
  readonly #known = new Map<string, boolean>();
  #decision?: Promise<AuthorizeResult>;

  constructor(
    options: CatalogVisibilityOptions,
    credentials: BackstageCredentials,
  ) {
    this.#options = options;
    this.#credentials = credentials;
  }

  /** Those of the given full entity refs that the caller may see. */
  async filter(entityRefs: Iterable<string>): Promise<ReadonlySet<string>> {
    const refs = new Set(entityRefs);
    if (!refs.size) {
      return refs;
    }
    switch (await this.#decide()) {
      case AuthorizeResult.ALLOW:
        return refs;
      case AuthorizeResult.DENY:
        return new Set();
      default:
    }
    const unknown = [...refs].filter(ref => !this.#known.has(ref));
    const visible = await askCatalog(
      this.#options.catalog,
      unknown,
      this.#credentials,
    );
    unknown.forEach(ref => this.#known.set(ref, visible.has(ref)));
    return new Set([...refs].filter(ref => this.#known.get(ref)));
  }

  #decide(): Promise<AuthorizeResult> {
    this.#decision ??= answered(
      this.#options.permissions.authorizeConditional(
        [{ permission: catalogEntityReadPermission }],
        { credentials: this.#credentials },
      ),
    ).then(([decision]) => decision.result);
    return this.#decision;
  }
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

  /** For several questions of one request. */
  viewer(credentials: BackstageCredentials): CatalogViewer {
    return new CatalogViewer(this.#options, credentials);
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
    return this.viewer(credentials).filter(entityRefs);
  }

  /** Whether the catalog has the entity, whoever asks. */
  async exists(entityRef: string): Promise<boolean> {
    // With our own credentials: a token with access restrictions, such as a
    // CI token, cannot be delegated to the catalog.
    const { auth, catalog } = this.#options;
    const own = await auth.getOwnServiceCredentials();
    return (await askCatalog(catalog, [entityRef], own)).has(entityRef);
  }
}
