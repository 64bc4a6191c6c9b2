import type { ExceptionRecord, LongestTerms, Severity } from './types';

/** A break-glass exception lasts no longer. */
export const BREAK_GLASS_MS = 4 * 3_600_000;

/** How many must approve. */
export function approvalsNeeded(
  severity: Severity,
  breakGlass: boolean,
): number {
  return !breakGlass && (severity === 'critical' || severity === 'high')
    ? 2
    : 1;
}

/** Longest time that a finding may be excepted, over all renewals. */
export function longestTerm(
  terms: LongestTerms,
  rule: string,
  severity: Severity,
): number {
  return Math.min(terms.bySeverity[severity], terms.byRule[rule] ?? Infinity);
}

/**
 * Time that a finding has been or would be excepted, milliseconds: what its
 * exceptions cover together, `term` included, counting no instant twice.
 */
export function coveredTime(
  others: readonly ExceptionRecord[],
  term: { readonly from: number; readonly to: number },
): number {
  const spans = others
    .flatMap(spanOf)
    .concat([[term.from, term.to]])
    .sort(([a], [b]) => a - b);
  let total = 0;
  let end = -Infinity;
  for (const [from, to] of spans) {
    total += Math.max(0, to - Math.max(from, end));
    end = Math.max(end, to);
  }
  return total;
}

function spanOf(record: ExceptionRecord): Array<[number, number]> {
  if (record.approvedAt === null) {
    return [];
  }
  const from = Math.max(record.notBefore, record.approvedAt);
  const to = Math.min(record.expires, record.endedAt ?? Infinity);
  return to > from ? [[from, to]] : [];
}
