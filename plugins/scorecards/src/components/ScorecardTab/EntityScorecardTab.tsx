import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { ScorecardTab } from './ScorecardTab';

/** The tab of the entity that the page shows. */
export function EntityScorecardTab() {
  const { entity } = useEntity();
  const entityRef = stringifyEntityRef(entity);
  return (
    <WaymarkRoot>
      <ScorecardTab key={entityRef} entityRef={entityRef} />
    </WaymarkRoot>
  );
}
