import { stringifyEntityRef } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { WaymarkRoot } from '@waymark/backstage-plugin-waymark-react';
import { LlmCard } from './LlmCard';

/** The card of the entity that the page shows. */
export function EntityLlmCard() {
  const { entity } = useEntity();
  return (
    <WaymarkRoot>
      <LlmCard entityRef={stringifyEntityRef(entity)} />
    </WaymarkRoot>
  );
}
