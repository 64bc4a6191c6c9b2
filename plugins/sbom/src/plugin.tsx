import { createFrontendPlugin } from '@backstage/frontend-plugin-api';
import { SbomIcon } from './components/SbomIcon/SbomIcon';
import { sbomApi, sbomSummariesApi } from './extensions/apis';
import { sbomCard, sbomTab } from './extensions/entity';
import {
  changedThisWeekCard,
  myServicesCard,
  needsAttentionCard,
} from './extensions/home';
import { coverageSubPage, sbomPage, searchSubPage } from './extensions/pages';
import { coverageRouteRef, rootRouteRef, searchRouteRef } from './routes';

/**
 * SBOM card and tab on components, the pages "Search" and "Coverage", and
 * cards for the home page.
 *
 * @public
 */
export const sbomPlugin = createFrontendPlugin({
  pluginId: 'sbom',
  title: 'SBOM',
  icon: <SbomIcon />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: rootRouteRef,
    search: searchRouteRef,
    coverage: coverageRouteRef,
  },
  extensions: [
    sbomApi,
    sbomSummariesApi,
    sbomPage,
    searchSubPage,
    coverageSubPage,
    sbomCard,
    sbomTab,
    myServicesCard,
    needsAttentionCard,
    changedThisWeekCard,
  ],
});
