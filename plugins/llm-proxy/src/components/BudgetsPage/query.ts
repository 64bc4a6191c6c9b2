import type {
  LlmAttempt,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { topOf } from '../../lib/budget';
import { dayOf } from '../../lib/dates';

/** The page's parameters in the URL. */
export const budgetNames = [
  'owner',
  'system',
  'provider',
  'period',
  'scope',
  'view',
  'panel',
  'calls',
  'from',
  'to',
  'deployment',
] as const;

/** Their values; each undefined when the URL does not name it. */
export type BudgetUrl = Partial<Record<(typeof budgetNames)[number], string>>;

/** How an attempt ended, in the order of filters. */
export const outcomes = [
  'settled',
  'open',
  'unreconciled',
  'released',
] as const satisfies readonly LlmAttempt['outcome'][];

/** One of them. */
export type Outcome = (typeof outcomes)[number];

/** What in the URL opens the calls of every outcome. */
export const ALL_CALLS = 'all';

/** The scope that the page speaks of: the URL's, or the topmost. */
export function selectedOf(
  items: ScopeBudget[],
  url: BudgetUrl,
): ScopeBudget | undefined {
  return items.find(item => item.scope === url.scope) ?? topOf(items);
}

/**
 * The last day of a period that has come.
 *
 * @param to - the period's last day
 * @param now - milliseconds since the epoch
 */
export function untilToday(to: string, now: number): string {
  const today = dayOf(now);
  return today < to ? today : to;
}
