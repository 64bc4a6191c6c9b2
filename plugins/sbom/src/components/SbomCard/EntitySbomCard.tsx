import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { SbomCard } from './SbomCard';

/** The card of the entity that the page shows. */
export function EntitySbomCard() {
  const { entity } = useEntity();
  return (
    <WaymarkRoot>
      <SbomCard entityRef={stringifyEntityRef(entity)} />
    </WaymarkRoot>
  );
}
