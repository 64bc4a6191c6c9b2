import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import type { BomSummary } from '@waymark/backstage-plugin-sbom-common';
import type { DataState } from '@waymark/backstage-plugin-waymark-react';
import { useSummaries } from '../../hooks/useSummaries';

/** A service and how it stands with its BOMs. */
export interface ServiceRow {
  entityRef: string;
  entity: Entity;
  summary: BomSummary;
}

/**
 * Joins services and their summaries. The cards of one page ask for the same
 * set and share one request.
 */
export function useServiceRows(
  services: Entity[] | undefined,
): DataState<ServiceRow[]> {
  const answer = useSummaries(services?.map(stringifyEntityRef));
  const rows =
    services &&
    answer.data &&
    services.flatMap((entity): ServiceRow[] => {
      const entityRef = stringifyEntityRef(entity);
      const summary = answer.data!.get(entityRef);
      return summary ? [{ entityRef, entity, summary }] : [];
    });
  return { ...answer, data: rows };
}
