import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
import type { HeadEntry } from '../database/HeadDirectory';
import { groupBy } from '../groupBy';

/** Of the BOM of one service. */
export type State = 'fresh' | 'stale' | 'none';

/** How many services there are of each state. */
export function countStates(states: State[]) {
  const count = (state: State) => states.filter(item => item === state).length;
  return {
    services: states.length,
    fresh: count('fresh'),
    stale: count('stale'),
    none: count('none'),
  };
}

/** Worst share of fresh first; of equal shares, the one with more to mend. */
export function countByOwner(
  services: Array<{ owner: string | null; state: State }>,
): BomCoverage['owners'] {
  return [...groupBy(services, service => service.owner)]
    .map(([owner, list]) => ({
      owner,
      ...countStates(list.map(service => service.state)),
    }))
    .sort(
      (a, b) =>
        a.fresh / a.services - b.fresh / b.services ||
        b.services - b.fresh - (a.services - a.fresh) ||
        (a.owner ?? '').localeCompare(b.owner ?? ''),
    );
}

/**
 * When what speaks for each entity became true: the source on `main`, else the
 * newest of all but pull requests. UTC milliseconds.
 */
export function speakingSince(heads: Iterable<HeadEntry>): Map<string, number> {
  const main = new Map<string, number>();
  const newest = new Map<string, number>();
  for (const { entityRef, slot, channel, effectiveAt } of heads) {
    if (slot === 'source' && channel === 'main') {
      main.set(entityRef, effectiveAt);
    } else if (channel !== 'pr') {
      const known = newest.get(entityRef) ?? -Infinity;
      newest.set(entityRef, Math.max(known, effectiveAt));
    }
  }
  return new Map([...newest, ...main]);
}
