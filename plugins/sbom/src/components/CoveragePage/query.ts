import type { BomCoverage } from '@waymark/backstage-plugin-sbom-common';

/** The page's parameters in the URL. */
export const coverageNames = [
  'owner',
  'system',
  'lifecycle',
  'tier',
  'head',
  'team',
  'reason',
  'list',
  'view',
] as const;

/** Their values; each undefined when the URL does not name it. */
export type CoverageUrl = Partial<
  Record<(typeof coverageNames)[number], string>
>;

/** Which share is asked about unless the URL says otherwise. */
export const defaultHead = { slot: 'source', channel: 'main' };

/** The filters as the API takes them. */
export function coverageFilters(url: CoverageUrl) {
  const [slot, channel] = url.head?.split('~') ?? [];
  const { owner, system, lifecycle, tier } = url;
  return {
    owner,
    system,
    lifecycle,
    tier,
    slot: slot || defaultHead.slot,
    channel: channel || defaultHead.channel,
  };
}

/** Names "no owner" in the URL; no entity ref looks like it. */
export const NO_OWNER = '-';

/** Why a service is not fresh. */
export type Reason = keyof BomCoverage['reasons'];

export const reasons: Reason[] = ['never', 'refused', 'silent'];

/** Whose services the panel lists. */
export type Selection =
  | { kind: 'owner'; owner: string | null }
  | { kind: 'reason'; reason: Reason }
  | { kind: 'all' };

/** What the URL selects: by default the owner with most to do. */
export function selectionOf(
  url: CoverageUrl,
  coverage: BomCoverage,
): Selection | undefined {
  const reason = reasons.find(known => known === url.reason);
  if (reason) {
    return { kind: 'reason', reason };
  }
  if (url.list === 'all') {
    return { kind: 'all' };
  }
  const named = coverage.owners.find(
    ({ owner }) => (owner ?? NO_OWNER) === url.team,
  );
  const row = named ?? coverage.owners[0];
  return row && { kind: 'owner', owner: row.owner };
}
