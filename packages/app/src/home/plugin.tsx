import {
  PageBlueprint,
  createExtensionInput,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import HomeIcon from '@mui/icons-material/HomeOutlined';
import { HomeCardBlueprint } from '@waymark/backstage-plugin-waymark-react';
import { coverageRouteRef, rootRouteRef, searchRouteRef } from './routes';

/** `/`: a frame, filled by the cards that plugins attach. */
const homePage = PageBlueprint.makeWithOverrides({
  inputs: {
    cards: createExtensionInput([
      HomeCardBlueprint.dataRefs.component,
      HomeCardBlueprint.dataRefs.column,
    ]),
  },
  factory(original, { inputs }) {
    const cards = inputs.cards.map(card => ({
      id: card.node.spec.id,
      Component: card.get(HomeCardBlueprint.dataRefs.component),
      column: card.get(HomeCardBlueprint.dataRefs.column),
    }));
    return original({
      path: '/',
      title: 'Home',
      icon: <HomeIcon fontSize="inherit" />,
      // The greeting is the page's title.
      noHeader: true,
      routeRef: rootRouteRef,
      loader: () =>
        import('./HomePage').then(m => <m.HomePage cards={cards} />),
    });
  },
});

/** The home page. */
export const homeModule = createFrontendPlugin({
  pluginId: 'home',
  title: 'Home',
  routes: { root: rootRouteRef },
  externalRoutes: { search: searchRouteRef, coverage: coverageRouteRef },
  extensions: [homePage],
});
