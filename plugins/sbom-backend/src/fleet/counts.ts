import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';
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
