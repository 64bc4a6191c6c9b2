import type { UserInfoService } from '@backstage/backend-plugin-api';
import { llmProxyBudgetUpdatePermission } from '@waymark/backstage-plugin-llm-proxy-common';
import type {
  Authoriser,
  Caller,
  CatalogVisibility,
} from '@waymark/backstage-plugin-waymark-node';
import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { visibleScopes } from '../budgets/visibility';
import { problem } from '../problems';
import type { Visible } from '../usage/visibility';

/** What routes ask about a caller. */
export class Callers {
  readonly #authoriser: Authoriser;
  readonly #userInfo: UserInfoService;
  readonly #visibility: CatalogVisibility;

  constructor(options: {
    authoriser: Authoriser;
    userInfo: UserInfoService;
    visibility: CatalogVisibility;
  }) {
    this.#authoriser = options.authoriser;
    this.#userInfo = options.userInfo;
    this.#visibility = options.visibility;
  }

  /** Null for a service. */
  userOf({ principal }: Caller): string | null {
    return principal.type === 'user' ? principal.userEntityRef : null;
  }

  /** Groups that the caller acts for; none for a service. */
  async groupsOf(caller: Caller): Promise<readonly string[]> {
    return this.userOf(caller) === null
      ? []
      : (await this.#userInfo.getUserInfo(caller)).ownershipEntityRefs;
  }

  /** Which scopes the caller may see, for the time of one request. */
  async visible(caller: Caller): Promise<NonNullable<Visible>> {
    const setsLimits = await this.#authoriser.allows(
      caller,
      llmProxyBudgetUpdatePermission,
    );
    return visibleScopes(this.#visibility.viewer(caller), {
      user: this.userOf(caller),
      setsLimits,
    });
  }

  /** @throws ProblemError 404 for an entity that the caller may not see. */
  async requireVisible(caller: Caller, scope: string): Promise<void> {
    const visible = await this.visible(caller);
    if (!(await visible([scope])).has(scope)) {
      throw problem(
        404,
        'llm-proxy.scope_not_found',
        `There is no scope ${scope}.`,
      );
    }
  }
}

/**
 * A scope as it is kept: entity refs in full and lower case, `provider:<id>`
 * and `unattributed` as they are.
 */
export function normaliseScope(text: string): string {
  if (text === 'unattributed' || /^provider:[a-z][a-z0-9-]*$/.test(text)) {
    return text;
  }
  try {
    return stringifyEntityRef(
      parseEntityRef(text, {
        defaultKind: 'component',
        defaultNamespace: 'default',
      }),
    );
  } catch (cause) {
    throw problem(400, 'llm-proxy.query', `${text} is not a scope.`, {
      hint: 'Write it as component:default/name, group:default/name or provider:id.',
      cause,
    });
  }
}
