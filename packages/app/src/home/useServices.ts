import type { Entity } from '@backstage/catalog-model';
import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  type DataState,
  useData,
} from '@waymark/backstage-plugin-waymark-react';

/** As many as one batched question about them may name. */
const LIMIT = 500;

/** What counts as a service on this page. */
export const serviceFilter = {
  kind: 'component',
  'spec.type': ['service', 'website'],
};

/**
 * The services of an owner, by name.
 *
 * @param of - undefined while it is not known whose; no owner means all
 */
export function useServices(
  of: { owner: string | undefined } | undefined,
): DataState<Entity[]> {
  const catalog = useApi(catalogApiRef);
  return useData(of && `services of ${of.owner}`, async () => {
    const { items } = await catalog.getEntities({
      filter: {
        ...(of?.owner && { 'relations.ownedBy': of.owner }),
        ...serviceFilter,
      },
      fields: [
        'kind',
        'metadata.name',
        'metadata.namespace',
        'spec.lifecycle',
        'spec.type',
      ],
      order: { field: 'metadata.name', order: 'asc' },
      limit: LIMIT,
    });
    return items;
  });
}
