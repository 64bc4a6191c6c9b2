import { createApiRef } from '@backstage/frontend-plugin-api';
import type { ScorecardsClient } from '@waymark/backstage-plugin-scorecards-common';

/**
 * The scorecards API.
 *
 * @public
 */
export const scorecardsApiRef = createApiRef<ScorecardsClient>().with({
  id: 'plugin.scorecards.client',
  pluginId: 'scorecards',
});
