import { stringifyEntityRef } from '@backstage/catalog-model';
import { identityApiRef, useApi } from '@backstage/frontend-plugin-api';
import { catalogApiRef } from '@backstage/plugin-catalog-react';
import {
  type FilterOption,
  entityName,
  useData,
} from '@waymark/backstage-plugin-waymark-react';

/** What one person answers for. */
export interface Own {
  /** Refs of groups, by name. */
  teams: string[];
  /** Components that these groups or the person own, by name. */
  services: FilterOption[];
}

const none: Own = { teams: [], services: [] };

/**
 * The person's teams and the services of theirs. A help for choosing: a
 * failure leaves it empty.
 */
export function useOwn(): Own {
  const identity = useApi(identityApiRef);
  const catalog = useApi(catalogApiRef);
  const answer = useData('own', async () => {
    const { ownershipEntityRefs } = await identity.getBackstageIdentity();
    const owned =
      ownershipEntityRefs.length === 0
        ? { items: [] }
        : await catalog.getEntities({
            filter: {
              kind: 'component',
              'relations.ownedBy': ownershipEntityRefs,
            },
            fields: ['kind', 'metadata.name', 'metadata.namespace'],
          });
    return {
      teams: ownershipEntityRefs.filter(ref => ref.startsWith('group:')).sort(),
      services: owned.items
        .map(stringifyEntityRef)
        .map(value => ({ value, label: entityName(value) }))
        .sort((a, b) => a.label.localeCompare(b.label)),
    };
  });
  return answer.data ?? none;
}
