import type { BomQuality } from '@waymark/backstage-plugin-sbom-common';
import type { Tally } from './collect';
import type { ComponentRecord } from './component';

type Check = BomQuality['checks'][number];

/** What the checks of the document as a whole found. */
export interface DocumentFacts {
  graph: boolean;
  root: boolean;
  timestamp: boolean;
  tool: boolean;
  schema: boolean;
}

/** Shares of the score. What identifies and connects weighs most. */
const WEIGHTS: Record<Check['id'], number> = {
  versions: 15,
  purls: 20,
  licences: 15,
  hashes: 10,
  suppliers: 5,
  graph: 15,
  root: 5,
  timestamp: 5,
  tool: 5,
  schema: 5,
};

/** Measures how much can be done with a document. */
export function measureQuality(
  records: ComponentRecord[],
  tally: Tally,
  facts: DocumentFacts,
): BomQuality {
  const total = records.length;
  const passed: Partial<Record<Check['id'], number>> = {
    versions: records.filter(record => record.version !== null).length,
    purls: records.filter(record => record.purl !== null).length,
    licences: records.filter(record => record.licences.length > 0).length,
    hashes: tally.hashes,
    suppliers: tally.suppliers,
  };
  const checks = (Object.keys(WEIGHTS) as Check['id'][]).map((id): Check => {
    const weight = WEIGHTS[id];
    const count = passed[id];
    return count === undefined
      ? {
          id,
          passed: facts[id as keyof DocumentFacts] ? 1 : 0,
          total: 1,
          weight,
        }
      : { id, passed: count, total, weight };
  });
  return { score: scoreOf(checks), checks };
}

/** Rounded down, so that 100 means all. Nothing measured earns nothing. */
function scoreOf(checks: Check[]): number {
  let score = 0;
  for (const { passed, total, weight } of checks) {
    score += total === 0 ? 0 : (weight * passed) / total;
  }
  // Sums of fractions fall short of a whole by less than this.
  return Math.floor(score + 1e-9);
}
