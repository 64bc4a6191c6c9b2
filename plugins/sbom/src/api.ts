import {
  type DiscoveryApi,
  type FetchApi,
  createApiRef,
} from '@backstage/frontend-plugin-api';
import { SbomClient } from '@waymark/backstage-plugin-sbom-common';
import { SummaryLoader } from './lib/SummaryLoader';

/**
 * The SBOM API.
 *
 * @public
 */
export const sbomApiRef = createApiRef<SbomClient>().with({
  id: 'plugin.sbom.client',
  pluginId: 'sbom',
});

/**
 * States of many services, one request per set however many cards ask.
 *
 * @public
 */
export const sbomSummariesApiRef = createApiRef<SummaryLoader>().with({
  id: 'plugin.sbom.summaries',
  pluginId: 'sbom',
});

/** The client over Backstage's discovery and authenticated fetch. */
export function createSbomClient(deps: {
  discoveryApi: DiscoveryApi;
  fetchApi: FetchApi;
}): SbomClient {
  return new SbomClient(deps);
}

/** The loader over that client. */
export function createSummaryLoader(deps: {
  client: SbomClient;
}): SummaryLoader {
  return new SummaryLoader(deps.client);
}
