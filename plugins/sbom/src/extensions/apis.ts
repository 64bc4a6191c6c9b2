import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  createSbomClient,
  createSummaryLoader,
  sbomApiRef,
  sbomSummariesApiRef,
} from '../api';

/** The client. */
export const sbomApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: sbomApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: createSbomClient,
    }),
});

/** What the cards of a page share. */
export const sbomSummariesApi = ApiBlueprint.make({
  name: 'summaries',
  params: define =>
    define({
      api: sbomSummariesApiRef,
      deps: { client: sbomApiRef },
      factory: createSummaryLoader,
    }),
});
