import type { ScorecardsOverview } from '@waymark/backstage-plugin-scorecards-common';
import type { ServiceRecord } from '@waymark/backstage-plugin-waymark-node';
import { holds, stateOf } from './levels';
import type { ScorePolicy } from './policyData';
import type { Standing } from './SummaryService';

type Owner = ScorecardsOverview['owners'][number];

/** How the services of each owner stand; owners by name. */
export function ownersOf(
  records: readonly ServiceRecord[],
  standings: readonly Standing[],
  policy: ScorePolicy,
): Owner[] {
  const byOwner = new Map<string, Standing[]>();
  records.forEach(({ owner }, index) => {
    const name = owner ?? 'none';
    byOwner.set(name, [...(byOwner.get(name) ?? []), standings[index]]);
  });
  return [...byOwner]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([owner, services]) => ({
      owner,
      services: services.length,
      levels: levelCounts(services, policy),
      pass: shareOf(services, [...policy.rules.keys()], policy),
      categories: Object.fromEntries(
        policy.categories.map(({ rules, title }) => [
          title,
          shareOf(services, rules, policy),
        ]),
      ),
    }));
}

function levelCounts(
  services: readonly Standing[],
  { levels }: ScorePolicy,
): Record<string, number> {
  const counts: Record<string, number> = { none: 0 };
  levels.forEach(({ id }) => {
    counts[id] = 0;
  });
  services.forEach(({ row }) => {
    const level = row?.level ?? 'none';
    counts[level] = (counts[level] ?? 0) + 1;
  });
  return counts;
}

/** Share of applicable checks that hold; services without evidence have none. */
function shareOf(
  services: readonly Standing[],
  rules: readonly string[],
  policy: ScorePolicy,
): number | null {
  const states = services
    .filter(({ row }) => Number(row?.evidence_at) > 0)
    .flatMap(({ checks }) => rules.map(rule => stateOf(checks, rule, policy)))
    .filter(state => state !== 'not_applicable');
  return states.length ? states.filter(holds).length / states.length : null;
}
