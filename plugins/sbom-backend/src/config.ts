import { type Config, readDurationFromConfig } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds } from '@backstage/types';
import { resolve } from 'node:path';

const SECOND = 1_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What the SBOM backend was told, validated and frozen. Times are milliseconds. */
export interface SbomConfig {
  readonly maxBytes: number;
  readonly maxRatio: number;
  readonly freshFor: number;
  readonly coverageTypes: readonly string[];
  readonly documentDirectory: string;
  readonly analysis: {
    readonly processes: number;
    /** MiB. */
    readonly memory: number;
    readonly queue: number;
    readonly deadline: number;
  };
  readonly retention: {
    /** Infinity for `forever`. */
    readonly documents: number;
    readonly refusals: number;
  };
}

/** Reads `sbom`; throws with the key and its legal range when one is wrong. */
export function readConfig(root: Config): SbomConfig {
  const config = root.getOptionalConfig('sbom');
  const number = (key: string, fallback: number, min: number, max: number) =>
    within(key, config?.getOptionalNumber(key) ?? fallback, min, max, '');
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
  return Object.freeze({
    maxBytes: number('maxBytes', 256 * 1024 * 1024, 1024, 2_147_483_647),
    maxRatio: number('maxRatio', 200, 2, 10_000),
    freshFor: duration('freshFor', 7 * DAY, HOUR, 366 * DAY),
    coverageTypes: Object.freeze(readTypes(config)),
    documentDirectory: resolve(
      config?.getOptionalString('documents.directory') ?? 'data/sbom-documents',
    ),
    analysis: Object.freeze({
      processes: number('analysis.processes', 2, 1, 64),
      memory: number('analysis.memory', 1024, 64, 16_384),
      queue: number('analysis.queue', 32, 0, 10_000),
      deadline: duration('analysis.deadline', 120 * SECOND, SECOND, HOUR),
    }),
    retention: Object.freeze({
      documents:
        config?.getOptional('retention.documents') === 'forever'
          ? Infinity
          : duration('retention.documents', 400 * DAY, DAY, 36_600 * DAY),
      refusals: duration('retention.refusals', 90 * DAY, DAY, 36_600 * DAY),
    }),
  });
}

function readTypes(config: Config | undefined): string[] {
  const types = config?.getOptionalStringArray('coverage.types') ?? [
    'service',
    'website',
  ];
  within('coverage.types', types.length, 1, 50, ' entries');
  return [...types];
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
      `Invalid configuration sbom.${key}: ${value}${unit}, expected ${min} to ${max}${unit}`,
    );
  }
  return value;
}
