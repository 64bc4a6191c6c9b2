import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { resolve } from 'node:path';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MIB = 1024 * 1024;

/** An issuer of CI tokens. */
export interface IssuerConfig {
  readonly issuer: string;
  readonly kind: 'github' | 'gitlab';
  readonly audience: string;
  readonly jwksUrl?: string;
}

/** What the scorecards backend was told, validated and frozen. Times are milliseconds. */
export interface ScorecardsConfig {
  /** Issuer of what this backend signs, and base of its links. */
  readonly publicUrl: string;
  /** Where the portal's pages are. */
  readonly appUrl: string;
  readonly maxBytes: number;
  readonly freshFor: number;
  readonly unknownGrace: number;
  readonly serviceTypes: readonly string[];
  readonly evidenceDirectory: string;
  readonly mainBranches: readonly string[];
  readonly issuers: readonly IssuerConfig[];
  readonly retention: { readonly verdicts: number };
}

/** Reads `scorecards`; throws with the key and its legal range when one is wrong. */
export function readConfig(root: Config): ScorecardsConfig {
  const config = root.getOptionalConfig('scorecards');
  const duration = (key: string, fallback: number, min: number, max: number) =>
    within(
      key,
      config?.has(key)
        ? durationToMilliseconds(readDurationFromConfig(config, { key }))
        : fallback,
      min,
      max,
      ' ms',
    );
  const base = root.getString('backend.baseUrl');
  return Object.freeze({
    publicUrl: `${base}/api/scorecards`,
    appUrl: root.getOptionalString('app.baseUrl') ?? base,
    maxBytes: within(
      'maxBytes',
      config?.getOptionalNumber('maxBytes') ?? 16 * MIB,
      1024,
      256 * MIB,
      '',
    ),
    freshFor: duration('freshFor', 7 * DAY, HOUR, 366 * DAY),
    unknownGrace: duration('unknownGrace', 72 * HOUR, 0, 30 * DAY),
    serviceTypes: strings(config, 'services.types', ['service', 'website']),
    mainBranches: strings(config, 'mainBranches', ['main', 'master']),
    evidenceDirectory: resolve(
      config?.getOptionalString('evidence.directory') ??
        'data/scorecards-evidence',
    ),
    issuers: Object.freeze(
      (config?.getOptionalConfigArray('issuers') ?? []).map(readIssuer),
    ),
    retention: Object.freeze({
      verdicts: duration('retention.verdicts', 400 * DAY, DAY, 36_600 * DAY),
    }),
  });
}

function readIssuer(config: Config): IssuerConfig {
  const kind = config.getString('kind');
  if (kind !== 'github' && kind !== 'gitlab') {
    throw new InputError(
      `Invalid configuration scorecards.issuers: kind ${kind}, expected github or gitlab`,
    );
  }
  return Object.freeze({
    issuer: config.getString('issuer'),
    kind,
    audience: config.getString('audience'),
    jwksUrl: config.getOptionalString('jwksUrl'),
  });
}

function strings(
  config: Config | undefined,
  key: string,
  fallback: string[],
): readonly string[] {
  const values = config?.getOptionalStringArray(key) ?? fallback;
  within(key, values.length, 1, 50, ' entries');
  return Object.freeze([...values]);
}

function within(
  key: string,
  value: number,
  min: number,
  max: number,
  unit: string,
): number {
  if (!Number.isInteger(value) || value < min || value > max) {
    throw new InputError(
      `Invalid configuration scorecards.${key}: ${value}${unit}, expected ${min} to ${max}${unit}`,
    );
  }
  return value;
}
