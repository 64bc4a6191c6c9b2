import {
  ApiBlueprint,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import { ScorecardsClient } from '@waymark/backstage-plugin-scorecards-common';
import { scorecardsApiRef } from '../api';

/** The client over Backstage's discovery and authenticated fetch. */
export const scorecardsApi = ApiBlueprint.make({
  name: 'client',
  params: define =>
    define({
      api: scorecardsApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new ScorecardsClient(deps),
    }),
});
