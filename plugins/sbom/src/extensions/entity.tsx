import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { ENTITY_TAB_PATH } from '../routes';

/** The card on a component's overview. */
export const sbomCard = EntityCardBlueprint.make({
  params: {
    filter: { kind: 'component' },
    type: 'content',
    loader: () =>
      import('../components/SbomCard/EntitySbomCard').then(m => (
        <m.EntitySbomCard />
      )),
  },
});

/** The tab on a component's page. */
export const sbomTab = EntityContentBlueprint.make({
  params: {
    path: ENTITY_TAB_PATH,
    title: 'SBOM',
    filter: { kind: 'component' },
    loader: () =>
      import('../components/SbomTab/EntitySbomTab').then(m => (
        <m.EntitySbomTab />
      )),
  },
});
