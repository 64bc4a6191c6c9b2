import type {
  BomHead,
  BomSummary,
} from '@waymark/backstage-plugin-sbom-common';

const WEEK_MS = 7 * 24 * 3_600_000;

/** A head that moved and whose packages are not what they were. */
export interface Change {
  entityRef: string;
  head: BomHead;
  counts: NonNullable<BomHead['sinceLast']>;
}

/**
 * Changes of the last seven days, newest first.
 *
 * @param now - milliseconds since the epoch
 */
export function changesOf(summaries: BomSummary[], now: number): Change[] {
  const since = new Date(now - WEEK_MS).toISOString();
  return summaries
    .flatMap(({ entityRef, heads }) =>
      heads.flatMap((head): Change[] => {
        const counts = head.sinceLast;
        const changed =
          counts && counts.added + counts.removed + counts.changed > 0;
        return changed && head.effectiveAt >= since
          ? [{ entityRef, head, counts }]
          : [];
      }),
    )
    .sort((a, b) => b.head.effectiveAt.localeCompare(a.head.effectiveAt));
}
