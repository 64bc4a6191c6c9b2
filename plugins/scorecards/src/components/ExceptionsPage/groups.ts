import type { PolicyException } from '@waymark/backstage-plugin-scorecards-common';

export type ExceptionGroup =
  | 'waiting'
  | 'breakGlass'
  | 'expiring'
  | 'unresolved'
  | 'open'
  | 'asked'
  | 'closed';

const EXPIRING = 14 * 86_400_000;

/** In the order in which somebody has to act. */
export const groupOrder: readonly ExceptionGroup[] = [
  'waiting',
  'breakGlass',
  'expiring',
  'unresolved',
  'asked',
  'open',
  'closed',
];

/** Where an exception stands in the inbox. */
export function groupOf(
  { breakGlass, expires, findingOpen, may, reviewDue, state }: PolicyException,
  now: number,
): ExceptionGroup {
  if (breakGlass && reviewDue) {
    return 'breakGlass';
  }
  if (state === 'requested') {
    return may.includes('approve') ? 'waiting' : 'asked';
  }
  if (state === 'approved') {
    return Date.parse(expires) - now < EXPIRING ? 'expiring' : 'open';
  }
  return state === 'expired' && findingOpen ? 'unresolved' : 'closed';
}
