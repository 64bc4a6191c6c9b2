import type {
  AuthService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { llmProxyTokenCreatePermission } from '@waymark/backstage-plugin-llm-proxy-common';
import type { LlmProxyConfig } from '../config';
import type { VerifyBackstageToken } from './exchange/types';

/**
 * Whose a Backstage token is: a person's who may create credentials, or a
 * plugin's that `llmProxy.plugins` names a component for.
 */
export function backstageTokens(
  plugins: LlmProxyConfig['plugins'],
  platform: { auth: AuthService; permissions: PermissionsService },
): VerifyBackstageToken {
  const { auth, permissions } = platform;
  const services = new Map(
    plugins.map(({ plugin, service }) => [`plugin:${plugin}`, service]),
  );
  return async token => {
    const credentials = await auth.authenticate(token).catch(() => null);
    if (!credentials) {
      return null;
    }
    if (auth.isPrincipal(credentials, 'service')) {
      const { subject: plugin } = credentials.principal;
      const service = services.get(plugin);
      return service === undefined ? null : { plugin, service };
    }
    if (!auth.isPrincipal(credentials, 'user')) {
      return null;
    }
    const [decision] = await permissions.authorize(
      [{ permission: llmProxyTokenCreatePermission }],
      { credentials },
    );
    return decision.result === AuthorizeResult.ALLOW
      ? { userEntityRef: credentials.principal.userEntityRef }
      : null;
  };
}
