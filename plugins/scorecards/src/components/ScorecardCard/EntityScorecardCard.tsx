import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { ScorecardCard } from './ScorecardCard';

/** The card of the entity that the page shows. */
export function EntityScorecardCard() {
  const { entity } = useEntity();
  return (
    <WaymarkRoot>
      <ScorecardCard entityRef={stringifyEntityRef(entity)} />
    </WaymarkRoot>
  );
}
