import type { Entity } from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { callers } from './callers';

/** A service of the test catalog that meets the catalog's contract. */
export function service(name: string, repositoryId: string | null): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      annotations: {
        'github.com/project-slug': `acme/${name}`,
        ...(repositoryId && { 'waymark.dev/repository-id': repositoryId }),
      },
      links: [
        { url: 'https://wiki.test/runbook', title: 'Runbook' },
        { url: 'https://wiki.test/slo', title: 'SLO' },
      ],
    },
    spec: {
      type: 'service',
      lifecycle: 'production',
      owner: 'group:default/payments',
      system: 'shop',
    },
    relations: [
      { type: 'ownedBy', targetRef: 'group:default/payments' },
      { type: 'partOf', targetRef: 'system:default/shop' },
    ],
  };
}

/** A catalog that hides from callers what they may not see. */
export function testCatalog(entities: Entity[]): CatalogService {
  const catalog = catalogServiceMock({ entities });
  const all = catalog.getEntitiesByRefs.bind(catalog);
  const getEntitiesByRefs: CatalogService['getEntitiesByRefs'] = async (
    query,
    options,
  ) => {
    const found = await all(query, options);
    const caller = Object.values(callers).find(
      item => item.credentials === options.credentials,
    );
    return {
      items: found.items.map((item, index) =>
        caller?.hidden?.includes(query.entityRefs[index]) ? undefined : item,
      ),
    };
  };
  return Object.assign(catalog, { getEntitiesByRefs });
}
