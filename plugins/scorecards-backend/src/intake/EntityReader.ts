import type { AuthService } from '@backstage/backend-plugin-api';
import {
  type Entity,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { problem } from '../problems';

/** The catalog, asked with our own credentials. */
export class EntityReader {
  readonly #auth: AuthService;
  readonly #catalog: CatalogService;

  constructor(options: { auth: AuthService; catalog: CatalogService }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
  }

  /** Throws 404 for an entity that the catalog does not have. */
  async require(entityRef: string): Promise<Entity> {
    const [entity] = await this.read([entityRef]);
    if (!entity) {
      throw noEntity(entityRef);
    }
    return entity;
  }

  /** In the order of the refs, at most 500. */
  async read(
    entityRefs: readonly string[],
  ): Promise<Array<Entity | undefined>> {
    const credentials = await this.#auth.getOwnServiceCredentials();
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: [...entityRefs] },
      { credentials },
    );
    return items;
  }
}

/** For an entity that is not there, or that the caller may not see. */
export function noEntity(entityRef: string): Error {
  return problem(
    404,
    'scorecards.entity_not_found',
    `The catalog has no entity ${entityRef}.`,
    { hint: 'Register the entity in the catalog first, or correct its ref.' },
  );
}

/** The full ref of an entity as callers write it; the kind may be left out. */
export function normaliseEntityRef(
  text: string,
  defaultKind: string = 'component',
): string {
  try {
    return stringifyEntityRef(
      parseEntityRef(text, { defaultKind, defaultNamespace: 'default' }),
    );
  } catch (error) {
    throw problem(400, 'scorecards.query', 'entityRef: not an entity ref.', {
      hint: 'Write it as component:default/name.',
      cause: error,
    });
  }
}
