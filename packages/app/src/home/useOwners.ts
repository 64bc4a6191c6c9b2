import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  type DataState,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { serviceFilter } from './useServices';

/** Stands for every owner in the URL; no entity ref looks like it. */
export const ALL_OWNERS = 'all';

/** Who owns services; entity refs. */
export interface Owners {
  /** The person's own teams, or the person. */
  own: string[];
  /** Own ones first, then the others by name. */
  all: string[];
}

/** The owners to choose from. Groups that only stand for roles own nothing. */
export function useOwners(): DataState<Owners> {
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);
  return useData('owners', async () => {
    const [{ ownershipEntityRefs }, { facets }] = await Promise.all([
      identity.getBackstageIdentity(),
      catalog.getEntityFacets({
        filter: serviceFilter,
        facets: ['relations.ownedBy'],
      }),
    ]);
    const found = facets['relations.ownedBy'] ?? [];
    const owners = found.map(({ value }) => value).sort();
    const own = owners.filter(owner => ownershipEntityRefs.includes(owner));
    const others = owners.filter(owner => !own.includes(owner));
    return { own, all: [...own, ...others] };
  });
}
