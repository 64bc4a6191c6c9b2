import type {
  BackstageCredentials,
  HttpAuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { AuthenticationError } from '@backstage/errors';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';

/** One who calls, by the token that the test sends. */
interface TestCaller {
  credentials: BackstageCredentials;
  /** Names of a user's permissions; a service has what its token says. */
  permissions?: string[];
  /** Entities that the catalog does not show to this user. */
  hidden?: string[];
}

const read = 'scorecards.scorecard.read';
const create = 'scorecards.evidence.create';
const imports = 'scorecards.evidence.import';

/** Everybody that access rules tell apart. */
export const callers: Record<string, TestCaller> = {
  nobody: {
    credentials: mockCredentials.user('user:default/nobody'),
    permissions: [],
  },
  developer: {
    credentials: mockCredentials.user('user:default/developer'),
    permissions: [read, 'catalog.entity.read'],
  },
  blind: {
    credentials: mockCredentials.user('user:default/blind'),
    permissions: [read, create],
    hidden: ['component:default/checkout'],
  },
  ci: {
    credentials: mockCredentials.service('external:ci', {
      permissionNames: [create],
    }),
  },
  importer: {
    credentials: mockCredentials.service('external:importer', {
      permissionNames: [create, imports],
    }),
  },
  machine: { credentials: mockCredentials.service('external:machine') },
};

/** Authenticates the tokens of {@link callers}. */
export const testHttpAuth = {
  async credentials(req: { headers: { authorization?: string } }) {
    const token = req.headers.authorization?.replace(/^Bearer /, '') ?? '';
    if (!(token in callers)) {
      throw new AuthenticationError('No such token');
    }
    return callers[token].credentials;
  },
} as unknown as HttpAuthService;

/** Decides for services as the platform does, for users by {@link callers}. */
export function testPermissions(): PermissionsService {
  const platform = ServerPermissionClient.fromConfig(new ConfigReader({}), {
    auth: mockServices.auth(),
    discovery: mockServices.discovery(),
  });
  const userOf = (credentials: BackstageCredentials) =>
    Object.values(callers).find(
      item => item.permissions && item.credentials === credentials,
    );
  return {
    async authorize(requests, options) {
      const user = userOf(options.credentials);
      if (!user) {
        return platform.authorize(requests, options);
      }
      return requests.map(({ permission }) => ({
        result: user.permissions!.includes(permission.name)
          ? AuthorizeResult.ALLOW
          : AuthorizeResult.DENY,
      }));
    },
    async authorizeConditional(requests, options) {
      const user = userOf(options.credentials);
      if (!user) {
        return platform.authorizeConditional(requests, options);
      }
      return requests.map(({ permission }) =>
        user.permissions!.includes(permission.name)
          ? { result: AuthorizeResult.ALLOW }
          : {
              result: AuthorizeResult.CONDITIONAL,
              pluginId: 'catalog',
              resourceType: 'catalog-entity',
              conditions: { rule: 'X', resourceType: 'catalog-entity' },
            },
      );
    },
  };
}
