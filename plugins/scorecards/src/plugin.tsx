import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { ScorecardsIcon } from './components/ScorecardsIcon/ScorecardsIcon';
import { scorecardsApi } from './extensions/apis';
import { scorecardCard, scorecardTab } from './extensions/entity';
import {
  exceptionsSubPage,
  overviewSubPage,
  rulesSubPage,
  scorecardsPage,
  servicesSubPage,
} from './extensions/pages';
import {
  exceptionsRouteRef,
  overviewRouteRef,
  rootRouteRef,
  rulesRouteRef,
  servicesRouteRef,
} from './routes';

/**
 * Scorecard card and tab on components, and the pages "Overview", "Services",
 * "Rules" and "Exceptions".
 *
 * @public
 */
export const scorecardsPlugin = createFrontendPlugin({
  pluginId: 'scorecards',
  title: 'Scorecards',
  icon: <ScorecardsIcon />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    overview: overviewRouteRef,
    services: servicesRouteRef,
    rules: rulesRouteRef,
    exceptions: exceptionsRouteRef,
  },
  extensions: [
    scorecardsApi,
    scorecardsPage,
    overviewSubPage,
    servicesSubPage,
    rulesSubPage,
    exceptionsSubPage,
    scorecardCard,
    scorecardTab,
  ],
});
