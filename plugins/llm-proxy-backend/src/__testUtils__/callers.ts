import {
  type BackstageCredentials,
  coreServices,
  createServiceFactory,
  type HttpAuthService,
  type PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthenticationError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';

interface TestCaller {
  readonly credentials: BackstageCredentials;
  /** Names of permissions; null for all. */
  readonly permissions: readonly string[] | null;
}

const read = 'llm-proxy.usage.read';
const catalog = 'catalog.entity.read';

/** Everybody that access rules tell apart, by the token that a test sends. */
const callers: Record<string, TestCaller> = {
  nobody: {
    credentials: mockCredentials.user('user:default/nobody'),
    permissions: [],
  },
  developer: {
    credentials: mockCredentials.user('user:default/mara'),
    permissions: [read, catalog],
  },
  /** Sees nothing of the catalog. */
  blind: {
    credentials: mockCredentials.user('user:default/blind'),
    permissions: [read],
  },
  platform: {
    credentials: mockCredentials.user('user:default/helena'),
    permissions: [
      read,
      catalog,
      'llm-proxy.budget.update',
      'llm-proxy.hold.update',
      'llm-proxy.ownership.update',
      'llm-proxy.stop.update',
    ],
  },
  importer: {
    credentials: mockCredentials.service('external:importer'),
    permissions: ['llm-proxy.usage.import', 'llm-proxy.key.create'],
  },
};

/** Authenticates the tokens of the callers. */
export const testHttpAuth = createServiceFactory({
  service: coreServices.httpAuth,
  deps: {},
  factory: () => {
    const credentials = async (req: {
      headers: { authorization?: string };
    }) => {
      const token = req.headers.authorization?.replace(/^Bearer /, '') ?? '';
      if (!(token in callers)) {
        throw new AuthenticationError('No such token');
      }
      return callers[token].credentials;
    };
    return { credentials } as unknown as HttpAuthService;
  },
});

/** Decides by what each caller may. */
export const testPermissions = createServiceFactory({
  service: coreServices.permissions,
  deps: {},
  factory: (): PermissionsService => {
    const decide: PermissionsService['authorize'] = async (
      requests,
      { credentials },
    ) => {
      const caller = Object.values(callers).find(
        item => item.credentials === credentials,
      );
      return requests.map(({ permission }) => ({
        result: caller?.permissions?.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      }));
    };
    return { authorize: decide, authorizeConditional: decide as never };
  },
});
