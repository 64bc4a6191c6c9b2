import type {
  BackstageCredentials,
  BackstageServicePrincipal,
  BackstageUserPrincipal,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  AuthorizeResult,
  type BasicPermission,
} from '@backstage/plugin-permission-common';
import type { Request } from 'express';
import { answered } from './answered';

/**
 * Credentials of a user or a service.
 *
 * @public
 */
export type Caller = BackstageCredentials<
  BackstageUserPrincipal | BackstageServicePrincipal
>;

/** @public */
export interface AuthoriserOptions {
  httpAuth: HttpAuthService;
  permissions: PermissionsService;
}

/**
 * Authenticates the caller of a request and asks for permissions.
 *
 * @public
 */
export class Authoriser {
  readonly #httpAuth: HttpAuthService;
  readonly #permissions: PermissionsService;

  constructor(options: AuthoriserOptions) {
    this.#httpAuth = options.httpAuth;
    this.#permissions = options.permissions;
  }

  /**
   * The caller, who has all of the permissions; else 401 or 403, and 503 when
   * nobody can tell.
   */
  async require(
    req: Request,
    ...permissions: BasicPermission[]
  ): Promise<Caller> {
    const caller = await this.#httpAuth.credentials(req, {
      allow: ['user', 'service'],
    });
    if (!(await this.allows(caller, ...permissions))) {
      throw new NotAllowedError();
    }
    return caller;
  }

  /** Whether the caller has all of the permissions. */
  async allows(
    credentials: Caller,
    ...permissions: BasicPermission[]
  ): Promise<boolean> {
    const decisions = await answered(
      this.#permissions.authorize(
        permissions.map(permission => ({ permission })),
        { credentials },
      ),
    );
    return decisions.every(item => item.result === AuthorizeResult.ALLOW);
  }
}

/**
 * Who it is, for receipts and audit events; never to decide anything by.
 *
 * @public
 */
export function principalOf({ principal }: Caller): string {
  return principal.type === 'user'
    ? principal.userEntityRef
    : principal.subject;
}
