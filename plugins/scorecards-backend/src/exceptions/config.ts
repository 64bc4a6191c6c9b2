import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import type { LongestTerms, Severity } from './types';

const DAY = 86_400_000;
const severities: Record<Severity, number> = {
  critical: 30 * DAY,
  high: 60 * DAY,
  medium: 90 * DAY,
  low: 180 * DAY,
};

/** What was said about exceptions, validated and frozen. */
export interface ExceptionsConfig {
  /** Group for a rule; null where the rule's own owner decides. */
  readonly approvers: {
    readonly byRule: Readonly<Record<string, string>>;
    readonly default: string | null;
  };
  /** Origin locations of groups and users; a trailing * matches the rest. */
  readonly trustedLocations: readonly string[];
  readonly terms: LongestTerms;
}

/** Reads `scorecards.exceptions`. */
export function readExceptionsConfig(root: Config): ExceptionsConfig {
  const config = root.getOptionalConfig('scorecards.exceptions');
  const approvers = config?.getOptionalConfig('approvers');
  const groups = approvers?.getOptionalConfig('rules');
  const terms = config?.getOptionalConfig('longestTerm');
  const byRule = terms?.getOptionalConfig('rules');
  return Object.freeze({
    approvers: {
      default: approvers?.getOptionalString('default') ?? null,
      byRule: Object.fromEntries(
        (groups?.keys() ?? []).map(rule => [rule, groups!.getString(rule)]),
      ),
    },
    trustedLocations: config?.getOptionalStringArray('trustedLocations') ?? [],
    terms: {
      bySeverity: Object.fromEntries(
        Object.entries(severities).map(([severity, fallback]) => [
          severity,
          readTerm(terms, severity) ?? fallback,
        ]),
      ) as Record<Severity, number>,
      byRule: Object.fromEntries(
        (byRule?.keys() ?? []).map(rule => [rule, readTerm(byRule, rule)!]),
      ),
    },
  });
}

function readTerm(config: Config | undefined, key: string): number | undefined {
  if (!config?.has(key)) {
    return undefined;
  }
  const term = durationToMilliseconds(readDurationFromConfig(config, { key }));
  if (!Number.isFinite(term) || term <= 0 || term > 366 * DAY) {
    throw new InputError(
      `Invalid configuration scorecards.exceptions.longestTerm: ${key}, expected more than 0 and at most 366 days`,
    );
  }
  return term;
}
