import type {
  BomHead,
  BomSummary,
} from '@waymark/backstage-plugin-sbom-common';

/** Under this score little in a BOM can be matched. */
const LOW_QUALITY = 60;

/** One thing that a service lacks. */
export type Need = { entityRef: string } & (
  | { kind: 'none' }
  | { kind: 'refused'; at: string; code: string; detail: string }
  | { kind: 'stale'; head: BomHead }
  | { kind: 'quality'; score: number }
);

const order = ['none', 'refused', 'stale', 'quality'] as const;

/** What services lack, worst first. */
export function needsOf(summaries: BomSummary[]): Need[] {
  return summaries
    .flatMap(needsOfOne)
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
}

function needsOfOne(summary: BomSummary): Need[] {
  const { entityRef, main, lastRefusal } = summary;
  const needs: Need[] = [];
  if (!main) {
    needs.push({ kind: 'none', entityRef });
  }
  if (lastRefusal) {
    needs.push({ kind: 'refused', entityRef, ...lastRefusal });
  }
  if (main?.state === 'stale') {
    needs.push({ kind: 'stale', entityRef, head: main });
  }
  if (main && main.quality < LOW_QUALITY) {
    needs.push({ kind: 'quality', entityRef, score: main.quality });
  }
  return needs;
}
