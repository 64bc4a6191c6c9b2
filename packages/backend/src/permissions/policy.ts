import type { UserInfoService } from '@backstage/backend-plugin-api';
import { stringifyEntityRef, parseEntityRef } from '@backstage/catalog-model';
import type { Config } from '@backstage/config';
import {
  AuthorizeResult,
  type PolicyDecision,
} from '@backstage/plugin-permission-common';
import type {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import { EVERYONE, GRANTS, ROLES, type Role } from './grants';

/** Normalised refs of the groups that hold each role. */
export type RoleGroups = ReadonlyMap<Role, ReadonlySet<string>>;

/** Reads `waymark.permissions.roles`; throws on a ref that is none. */
export function readRoleGroups(config: Config): RoleGroups {
  const roles = config.getOptionalConfig('waymark.permissions.roles');
  return new Map(
    ROLES.map(role => {
      const refs = roles?.getOptionalStringArray(role) ?? [];
      const normalised = refs.map(ref =>
        stringifyEntityRef(parseEntityRef(ref, { defaultKind: 'group' })),
      );
      return [role, new Set(normalised)];
    }),
  );
}

/**
 * The shipped policy: a user may do what any of the user's roles may do, and
 * nothing else. Services do not come here; a machine token is limited by the
 * `accessRestrictions` it was configured with.
 */
export class RolePolicy implements PermissionPolicy {
  readonly #roles: RoleGroups;
  readonly #userInfo: UserInfoService;

  constructor(roles: RoleGroups, userInfo: UserInfoService) {
    this.#roles = roles;
    this.#userInfo = userInfo;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    if (user && (await this.#mayUse(request.permission.name, user))) {
      return { result: AuthorizeResult.ALLOW };
    }
    return { result: AuthorizeResult.DENY };
  }

  async #mayUse(permission: string, user: PolicyQueryUser): Promise<boolean> {
    if (GRANTS[EVERYONE].includes(permission)) {
      return true;
    }
    const { ownershipEntityRefs } = await this.#userInfo.getUserInfo(
      user.credentials,
    );
    return ROLES.some(
      role =>
        GRANTS[role].includes(permission) &&
        ownershipEntityRefs.some(ref => this.#roles.get(role)?.has(ref)),
    );
  }
}
