import type { ExceptionSnapshot } from '@waymark/backstage-plugin-scorecards-common';
import type { Evidence } from '@waymark/policy-engine';
import type { ScorePolicy } from './policyData';

/**
 * When time alone may next change what the rules say, UTC ms; null for never.
 * All times below are epoch seconds.
 */
export function nextDue(
  evidence: Evidence,
  policy: ScorePolicy,
  exceptions: Pick<ExceptionSnapshot, 'items'>,
  now: number,
): number | null {
  const times = [
    ...deadlines(evidence, policy),
    ...exceptionTimes(exceptions, policy),
    ...policy.effective.values(),
    ...freshness(evidence, policy),
  ];
  // A rule that compares with `>` changes one second after the time.
  const next = Math.min(
    ...times.map(time => (time + 1) * 1_000).filter(time => time > now),
  );
  return Number.isFinite(next) ? next : null;
}

function deadlines(
  { vulnerabilities }: Evidence,
  { parameters }: ScorePolicy,
): number[] {
  if (vulnerabilities.status !== 'ok') {
    return [];
  }
  const grace = Object.values(
    (parameters.graceSeconds ?? {}) as Record<string, unknown>,
  ).filter(value => typeof value === 'number');
  const since = new Set(
    vulnerabilities.items.map(item =>
      Math.max(item.firstSeen ?? 0, item.enteredClassAt ?? 0),
    ),
  );
  return [...since].flatMap(time => grace.map(more => time + more));
}

function exceptionTimes(
  { items }: Pick<ExceptionSnapshot, 'items'>,
  { parameters }: ScorePolicy,
): number[] {
  const soon = secondsOf(parameters.exceptionsExpiringSeconds);
  return items.flatMap(({ expires, notBefore }) => [
    notBefore,
    expires - soon,
    expires,
  ]);
}

function freshness(
  { scan, template }: Evidence,
  { parameters }: ScorePolicy,
): number[] {
  const times: number[] = [];
  if (scan.status === 'ok') {
    times.push(
      scan.advisoriesAt + secondsOf(parameters.advisoriesMaxAgeSeconds),
    );
  }
  if (template.status === 'ok' && template.endOfSupport !== null) {
    times.push(template.endOfSupport);
  }
  return times;
}

function secondsOf(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}
