import {
  type DiscoveryApi,
  type FetchApi,
  createApiRef,
} from '@backstage/frontend-plugin-api';
import { LlmProxyClient } from '@waymark/backstage-plugin-llm-proxy-common';

/**
 * The administrative API of the LLM proxy.
 *
 * @public
 */
export const llmProxyApiRef = createApiRef<LlmProxyClient>().with({
  id: 'plugin.llm-proxy.client',
  pluginId: 'llm-proxy',
});

/** The client over Backstage's discovery and authenticated fetch. */
export function createLlmProxyClient(deps: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): LlmProxyClient {
  return new LlmProxyClient(deps);
}
