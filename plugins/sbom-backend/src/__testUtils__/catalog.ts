import { createServiceFactory } from '@backstage/backend-plugin-api';
import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  type CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';

/**
 * A catalog of so many services. The mock of the platform reads all of them
 * for every request, which would be measured instead of the plugin.
 */
export function servedCatalog(services: number) {
  const entities = Array.from({ length: services }, (_, index) =>
    serviceAt(index),
  );
  const byRef = new Map(
    entities.map(entity => [stringifyEntityRef(entity), entity]),
  );
  const catalog: Pick<CatalogService, 'getEntitiesByRefs' | 'streamEntities'> =
    {
      async getEntitiesByRefs({ entityRefs }) {
        return { items: entityRefs.map(ref => byRef.get(ref)) };
      },
      async *streamEntities() {
        for (let at = 0; at < entities.length; at += 500) {
          yield entities.slice(at, at + 500);
        }
      },
    };
  return createServiceFactory({
    service: catalogServiceRef,
    deps: {},
    factory: () => catalog as CatalogService,
  });
}

function serviceAt(index: number): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name: `service-${index}`, namespace: 'default' },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: `group:default/team-${index % 50}`,
    },
  };
}
