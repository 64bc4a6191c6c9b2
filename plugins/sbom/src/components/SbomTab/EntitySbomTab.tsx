import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { SbomTab } from './SbomTab';

/** The tab of the entity that the page shows. */
export function EntitySbomTab() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <WaymarkRoot>
      <SbomTab key={entityRef} entityRef={entityRef} />
    </WaymarkRoot>
  );
}
