import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { ENTITY_TAB_PATH } from '../routes';

/** The card on a component's overview. */
export const scorecardCard = EntityCardBlueprint.make({
  params: {
    filter: { kind: 'component' },
    type: 'content',
    loader: () =>
      import('../components/ScorecardCard/EntityScorecardCard').then(m => (
        <m.EntityScorecardCard />
      )),
  },
});

/** The tab on a component's page. */
export const scorecardTab = EntityContentBlueprint.make({
  params: {
    path: ENTITY_TAB_PATH,
    title: 'Scorecard',
    filter: { kind: 'component' },
    loader: () =>
      import('../components/ScorecardTab/EntityScorecardTab').then(m => (
        <m.EntityScorecardTab />
      )),
  },
});
