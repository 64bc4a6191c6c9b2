import type { CheckState } from '@waymark/backstage-plugin-scorecards-common';
import type { RuleResult } from '@waymark/policy-engine';

/**
 * The state of a check by what its rule said. A warning counts as a pass,
 * unless an exception made it one.
 */
export function checkStateOf({ findings, state }: RuleResult): CheckState {
  if (state !== 'warn') {
    return state;
  }
  return findings.some(({ exception }) => exception !== null)
    ? 'exempt'
    : 'pass';
}

/** The least deadline of the findings, UTC ms. */
export function dueOf({ findings }: RuleResult): number | null {
  const deadlines = findings.flatMap(({ deadline }) => deadline ?? []);
  return deadlines.length ? Math.min(...deadlines) * 1_000 : null;
}

/** The end of the exception that lasts longest, UTC ms. */
export function exemptUntil(
  { findings }: RuleResult,
  expiries: ReadonlyMap<string, number>,
): number | null {
  const ends = findings.flatMap(
    ({ exception }) => expiries.get(exception?.id ?? '') ?? [],
  );
  return ends.length ? Math.max(...ends) * 1_000 : null;
}

/** Refused as soon as one finding denies. */
export function decisionOf(results: readonly RuleResult[]): 'pass' | 'refused' {
  const denied = results.some(({ findings }) =>
    findings.some(({ level }) => level === 'deny'),
  );
  return denied ? 'refused' : 'pass';
}
