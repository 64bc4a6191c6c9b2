import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { LlmIcon } from './components/LlmIcon/LlmIcon';
import { llmProxyApi } from './extensions/apis';
import { llmCard } from './extensions/entity';
import { budgetCard } from './extensions/home';
import {
  budgetsSubPage,
  denialsSubPage,
  llmPage,
  modelsSubPage,
  ownUseSubPage,
} from './extensions/pages';
import {
  budgetsRouteRef,
  denialsRouteRef,
  modelsRouteRef,
  ownUseRouteRef,
  rootRouteRef,
} from './routes';

/**
 * The page "LLM" with what one may use, budgets, models and denials; a card on
 * components, and one for the home page.
 *
 * @public
 */
export const llmProxyPlugin = createFrontendPlugin({
  pluginId: 'llm-proxy',
  title: 'LLM',
  icon: <LlmIcon />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    use: ownUseRouteRef,
    budgets: budgetsRouteRef,
    models: modelsRouteRef,
    denials: denialsRouteRef,
  },
  extensions: [
    llmProxyApi,
    llmPage,
    ownUseSubPage,
    budgetsSubPage,
    modelsSubPage,
    denialsSubPage,
    llmCard,
    budgetCard,
  ],
});
