import { useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  type FilterOption,
  entityName,
  useData,
} from '@waymark/backstage-plugin-waymark-react';

/** What the catalog's components can be filtered by. */
export interface FilterOptions {
  owners: FilterOption[];
  systems: FilterOption[];
  lifecycles: FilterOption[];
  tiers: FilterOption[];
}

const facets = {
  owners: 'relations.ownedBy',
  systems: 'relations.partOf',
  lifecycles: 'spec.lifecycle',
  tiers: 'metadata.labels.waymark.dev/tier',
};

const none: FilterOptions = {
  owners: [],
  systems: [],
  lifecycles: [],
  tiers: [],
};

/**
 * The values in the catalog, in one request. Filters are a help: without
 * them the page still answers, so a failure leaves them empty.
 */
export function useFilterOptions(): FilterOptions {
  const catalog = useApi(catalogApiRef);
  const answer = useData('facets', async () => {
    const found = await catalog.getEntityFacets({
      filter: { kind: 'component' },
      facets: Object.values(facets),
    });
    const values = (facet: string) =>
      (found.facets[facet] ?? []).map(({ value }) => value).sort();
    const refs = (facet: string) =>
      values(facet).map(value => ({ value, label: entityName(value) }));
    const words = (facet: string) =>
      values(facet).map(value => ({ value, label: value }));
    return {
      owners: refs(facets.owners),
      // Components can be part of components, too.
      systems: refs(facets.systems).filter(option =>
        option.value.startsWith('system:'),
      ),
      lifecycles: words(facets.lifecycles),
      tiers: words(facets.tiers),
    };
  });
  return answer.data ?? none;
}
