import {
  coreServices,
  createServiceFactory,
  createServiceRef,
} from '@backstage/backend-plugin-api';
import { CredentialSource } from './CredentialSource';

/**
 * What an official client of a model provider needs.
 *
 * @public
 */
export interface LlmClientOptions {
  /** For `baseURL`; ends in `/v1`. */
  baseURL: string;
  /** For `apiKey`; good for at least another minute. */
  apiKey: string;
}

/**
 * Calls models through the proxy, as the plugin that asks: the spend goes to
 * the entity that `llmProxy.plugins` names for it.
 *
 * @public
 */
export interface LlmProxyService {
  /**
   * Options for an official client; ask again for each call, as the
   * credential is short-lived. Rejects when the proxy is not there or does
   * not know the plugin.
   */
  getClientOptions(): Promise<LlmClientOptions>;
}

/**
 * The metered client. It needs no configuration of its own.
 *
 * @public
 */
export const llmProxyServiceRef = createServiceRef<LlmProxyService>({
  id: 'llm-proxy.client',
  scope: 'plugin',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        auth: coreServices.auth,
        discovery: coreServices.discovery,
      },
      factory: ({ auth, discovery }) =>
        new CredentialSource({ auth, discovery, fetch }),
    }),
});
