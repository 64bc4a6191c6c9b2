import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { createLlmProxyClient, llmProxyApiRef } from '../api';

/** The client. */
export const llmProxyApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: llmProxyApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createLlmProxyClient,
    }),
});
