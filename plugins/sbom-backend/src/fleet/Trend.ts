import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import type { CoverageStore } from '../database/CoverageStore';

const WEEK = 7 * 24 * 3_600_000;

/** Points of a trend. */
const POINTS = 13;

/** Coverage over time, from receipts: over today's services, back by weeks. */
export class Trend {
  readonly #options: {
    coverage: CoverageStore;
    freshFor: number;
    now: () => number;
  };

  constructor(options: {
    coverage: CoverageStore;
    freshFor: number;
    now: () => number;
  }) {
    this.#options = options;
  }

  /** Oldest first; the last point is now. */
  async points(
    main: { slot: string; channel: string },
    entityRefs: string[],
  ): Promise<BomCoverage['trend']> {
    const { coverage, freshFor, now } = this.#options;
    const services = new Set(entityRefs);
    const first = await coverage.firstUploads();
    const deployed = await coverage.deployedChannels();
    const end = now();
    const points: BomCoverage['trend'] = [];
    for (let back = POINTS - 1; back >= 0; back -= 1) {
      const at = end - back * WEEK;
      const fresh = await coverage.uploadedBetween([main], at - freshFor, at);
      const live = await coverage.uploadedBetween(deployed, at - freshFor, at);
      points.push({
        at: new Date(at).toISOString(),
        uploadedOnce: entityRefs.filter(
          ref => (first.get(ref) ?? Infinity) <= at,
        ).length,
        fresh: shared(services, fresh),
        freshDeployed: shared(services, live),
      });
    }
    return points;
  }
}

function shared(a: Set<string>, b: Set<string>): number {
  let count = 0;
  for (const item of b) {
    count += a.has(item) ? 1 : 0;
  }
  return count;
}
