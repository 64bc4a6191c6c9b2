import { useApi } from '@backstage/frontend-plugin-api';
import type { BomSummary } from '@waymark/backstage-plugin-sbom-common';
import {
  type DataState,
  useData,
} from '@waymark/backstage-plugin-waymark-react';
import { sbomSummariesApiRef } from '../api';

/**
 * States of services by ref; those that the caller may not see are missing.
 *
 * @param entityRefs - undefined while they are not known
 */
export function useSummaries(
  entityRefs: string[] | undefined,
): DataState<Map<string, BomSummary>> {
  const summaries = useApi(sbomSummariesApiRef);
  return useData(entityRefs?.join('\n'), async () => {
    const items = entityRefs?.length ? await summaries.load(entityRefs) : [];
    return new Map(items.map(item => [item.entityRef, item]));
  });
}
