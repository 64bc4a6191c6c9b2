import type { AuthService } from '@backstage/backend-plugin-api';
import {
  ANNOTATION_ORIGIN_LOCATION,
  type Entity,
  RELATION_HAS_MEMBER,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { normaliseEntityRef } from '../intake/EntityReader';
import type { ExceptionsConfig } from './config';

/**
 * Who approves. Groups and users count only from locations that an
 * administrator trusts: what a repository declares makes nobody an approver.
 */
export class Approvers {
  readonly #auth: AuthService;
  readonly #catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
  readonly #config: ExceptionsConfig;

  constructor(options: {
    auth: AuthService;
    catalog: Pick<CatalogService, 'getEntitiesByRefs'>;
    config: ExceptionsConfig;
  }) {
    this.#auth = options.auth;
    this.#catalog = options.catalog;
    this.#config = options.config;
  }

  /** The group that decides for a rule of that owner. */
  groupFor(rule: { id: string; owner: string }): string {
    const { approvers } = this.#config;
    return normaliseEntityRef(
      approvers.byRule[rule.id] ?? approvers.default ?? rule.owner,
      'group',
    );
  }

  /** Those of the groups that a user is a trusted member of. */
  async groupsOf(
    user: string,
    groups: Iterable<string>,
  ): Promise<ReadonlySet<string>> {
    const wanted = [...new Set(groups)];
    if (wanted.length === 0 || !user.startsWith('user:')) {
      return new Set();
    }
    const { items } = await this.#catalog.getEntitiesByRefs(
      { entityRefs: [user, ...wanted] },
      { credentials: await this.#auth.getOwnServiceCredentials() },
    );
    const [person, ...found] = items;
    if (!person || !this.#isTrusted(person)) {
      return new Set();
    }
    return new Set(
      found
        .filter(group => group !== undefined)
        .filter(group => this.#isTrusted(group) && hasMember(group, user))
        .map(group => stringifyEntityRef(group)),
    );
  }

  #isTrusted({ metadata }: Entity): boolean {
    const origin = metadata.annotations?.[ANNOTATION_ORIGIN_LOCATION];
    return (
      origin !== undefined &&
      this.#config.trustedLocations.some(location =>
        location.endsWith('*')
          ? origin.startsWith(location.slice(0, -1))
          : origin === location,
      )
    );
  }
}

function hasMember({ relations }: Entity, user: string): boolean {
  return (relations ?? []).some(
    ({ targetRef, type }) => type === RELATION_HAS_MEMBER && targetRef === user,
  );
}
