import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { EntityContentLayoutBlueprint } from '@backstage/plugin-catalog-react/alpha';

const overviewLayout = EntityContentLayoutBlueprint.make({
  name: 'overview-grid',
  params: {
    // Tables of other kinds need the width of Backstage's own layout.
    filter: { kind: 'component' },
    loader: () =>
      import('../entity/OverviewLayout').then(m => m.OverviewLayout),
  },
});

/** Lays out the overview of components. */
export const entityModule = createFrontendModule({
  pluginId: 'catalog',
  extensions: [overviewLayout],
});
