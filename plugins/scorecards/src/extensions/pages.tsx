import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { ScorecardsIcon } from '../components/ScorecardsIcon/ScorecardsIcon';
import {
  exceptionsRouteRef,
  overviewRouteRef,
  rootRouteRef,
  rulesRouteRef,
  servicesRouteRef,
} from '../routes';

const attachTo = { id: 'page:scorecards', input: 'pages' } as const;

/** `/scorecards`, with an entry in the sidebar. */
export const scorecardsPage = PageBlueprint.make({
  params: {
    path: '/scorecards',
    title: 'Scorecards',
    icon: <ScorecardsIcon />,
    routeRef: rootRouteRef,
  },
});

/** "Are we getting better, and where not?" */
export const overviewSubPage = SubPageBlueprint.make({
  name: 'overview',
  attachTo,
  params: {
    path: 'overview',
    title: 'Overview',
    routeRef: overviewRouteRef,
    loader: () =>
      import('../components/OverviewPage/OverviewPage').then(m => (
        <m.OverviewPage />
      )),
  },
});

/** "How does each service stand?" */
export const servicesSubPage = SubPageBlueprint.make({
  name: 'services',
  attachTo,
  params: {
    path: 'services',
    title: 'Services',
    routeRef: servicesRouteRef,
    loader: () =>
      import('../components/ServicesPage/ServicesPage').then(m => (
        <m.ServicesPage />
      )),
  },
});

/** "What is asked, and does it hold?" */
export const rulesSubPage = SubPageBlueprint.make({
  name: 'rules',
  attachTo,
  params: {
    path: 'rules',
    title: 'Rules',
    routeRef: rulesRouteRef,
    loader: () =>
      import('../components/RulesPage/RulesPage').then(m => <m.RulesPage />),
  },
});

/** "What waits for my decision?" */
export const exceptionsSubPage = SubPageBlueprint.make({
  name: 'exceptions',
  attachTo,
  params: {
    path: 'exceptions',
    title: 'Exceptions',
    routeRef: exceptionsRouteRef,
    loader: () =>
      import('../components/ExceptionsPage/ExceptionsPage').then(m => (
        <m.ExceptionsPage />
      )),
  },
});
