import type {
  BomSummary,
  ComponentUsage,
} from '@waymark/backstage-plugin-sbom-common';

/** Usages of one package in one service. */
export interface ServiceUsage {
  entityRef: string;
  owner: string | null;
  usages: ComponentUsage[];
  /** The newest effective time among them. */
  seenAt: string;
}

/** Groups usages by service, in the order in which they came. */
export function byService(usages: ComponentUsage[]): ServiceUsage[] {
  const services = new Map<string, ServiceUsage>();
  for (const usage of usages) {
    const { entityRef, owner, effectiveAt } = usage;
    const known = services.get(entityRef);
    if (known) {
      known.usages.push(usage);
      known.seenAt = effectiveAt > known.seenAt ? effectiveAt : known.seenAt;
    } else {
      services.set(entityRef, {
        entityRef,
        owner,
        usages: [usage],
        seenAt: effectiveAt,
      });
    }
  }
  return [...services.values()];
}

const MAX_COLUMNS = 4;

/**
 * The channels that get a column: `main`, then what is deployed, then the
 * others; those of the usages, and the deployed ones of their services.
 *
 * @param where - the channels that were searched, comma-separated
 */
export function channelColumns(
  usages: ComponentUsage[],
  summaries: BomSummary[],
  where: string | undefined,
): string[] {
  const wanted = where?.split(',');
  const deployed = summaries
    .flatMap(summary => summary.heads.map(head => head.channel))
    .filter(channel => channel.startsWith('deployed:'));
  const channels = new Set([
    'main',
    ...deployed,
    ...usages.map(usage => usage.channel),
  ]);
  const kinds = ['main', 'deployed', 'release', 'pr'];
  const rank = (channel: string) => kinds.indexOf(channel.split(':')[0]);
  return [...channels]
    .filter(channel => !wanted || wanted.includes(channel))
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b))
    .slice(0, MAX_COLUMNS);
}
