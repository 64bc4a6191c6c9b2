import {
  PageBlueprint,
  SubPageBlueprint,
} from '@backstage/frontend-plugin-api';
import { LlmIcon } from '../components/LlmIcon/LlmIcon';
import {
  budgetsRouteRef,
  denialsRouteRef,
  modelsRouteRef,
  ownUseRouteRef,
  rootRouteRef,
} from '../routes';

const attachTo = { id: 'page:llm-proxy', input: 'pages' };

/** `/llm`, with an entry in the sidebar. */
export const llmPage = PageBlueprint.make({
  params: {
    path: '/llm',
    title: 'LLM',
    icon: <LlmIcon />,
    routeRef: rootRouteRef,
  },
});

/** "What may I use, and how much is left?" */
export const ownUseSubPage = SubPageBlueprint.make({
  name: 'use',
  attachTo,
  params: {
    path: 'use',
    title: 'Use',
    routeRef: ownUseRouteRef,
    loader: () =>
      import('../components/UsePage/UsePage').then(m => <m.UsePage />),
  },
});

/** "What have we used, and will it last?" */
export const budgetsSubPage = SubPageBlueprint.make({
  name: 'budgets',
  attachTo,
  params: {
    path: 'budgets',
    title: 'Budgets',
    routeRef: budgetsRouteRef,
    loader: () =>
      import('../components/BudgetsPage/BudgetsPage').then(m => (
        <m.BudgetsPage />
      )),
  },
});

/** "Which models are there, and which are open to me?" */
export const modelsSubPage = SubPageBlueprint.make({
  name: 'models',
  attachTo,
  params: {
    path: 'models',
    title: 'Models',
    routeRef: modelsRouteRef,
    loader: () =>
      import('../components/ModelsPage/ModelsPage').then(m => <m.ModelsPage />),
  },
});

/** "What was refused, and who can change it?" */
export const denialsSubPage = SubPageBlueprint.make({
  name: 'denials',
  attachTo,
  params: {
    path: 'denials',
    title: 'Denials',
    routeRef: denialsRouteRef,
    loader: () =>
      import('../components/DenialsPage/DenialsPage').then(m => (
        <m.DenialsPage />
      )),
  },
});
