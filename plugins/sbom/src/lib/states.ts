import type { BomHead, BomState } from '@waymark/backstage-plugin-sbom-common';
import type { MarkState } from '@waymark/backstage-plugin-waymark-react';

/** Which shape stands for which state. */
export const stateMarks: Record<BomState, MarkState> = {
  fresh: 'pass',
  stale: 'stale',
  none: 'none',
};

/** Names a head in the URL; neither part can hold a tilde. */
export function headKey(head: { slot: string; channel: string }): string {
  return `${head.slot}~${head.channel}`;
}

/** How close a channel is to a developer: main, releases, deployments, PRs. */
function channelRank(channel: string): number {
  const kind = channel.split(':')[0];
  return ['main', 'release', 'deployed', 'pr'].indexOf(kind);
}

/** Heads by channel, then slot: `source` on `main` first. */
export function sortHeads(heads: BomHead[]): BomHead[] {
  const slots = ['source', 'image', 'runtime'];
  const slotRank = (slot: string) => slots.indexOf(slot.split(':')[0]);
  return [...heads].sort(
    (a, b) =>
      channelRank(a.channel) - channelRank(b.channel) ||
      a.channel.localeCompare(b.channel) ||
      slotRank(a.slot) - slotRank(b.slot) ||
      a.slot.localeCompare(b.slot),
  );
}
