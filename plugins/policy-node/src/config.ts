import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { durationToMilliseconds, type HumanDuration } from '@backstage/types';
import { z } from 'zod';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;
const KIB = 1024;
const MIB = 1024 * KIB;

const UNITS = ['days', 'hours', 'minutes', 'seconds', 'milliseconds'] as const;

function duration(fallback: number, min: number, max: number) {
  return z
    .partialRecord(z.enum(UNITS), z.number())
    .transform(value => durationToMilliseconds(value as HumanDuration))
    .pipe(z.number().int().min(min).max(max))
    .default(fallback);
}

const common = {
  keysFile: z.string().min(1),
  refresh: duration(MINUTE, SECOND, DAY),
};

const policySchema = z.strictObject({
  opa: z
    .strictObject({ url: z.url(), token: z.string().optional() })
    .optional(),
  embedded: z
    .strictObject({
      workers: z.number().int().min(1).max(64).optional(),
      queue: z.number().int().min(1).max(100_000).default(1_000),
    })
    .prefault({}),
  timeout: duration(10 * SECOND, 10, 5 * MINUTE),
  maxInput: z
    .number()
    .int()
    .min(KIB)
    .max(256 * MIB)
    .default(16 * MIB),
  parameters: z
    .strictObject({
      golden_path: z.record(z.string(), z.unknown()).optional(),
      rules: z
        .record(
          z.string(),
          z.strictObject({ effective: z.number().int().nonnegative() }),
        )
        .optional(),
    })
    .default({}),
  bundle: z
    .union([
      z.strictObject({ directory: z.string().min(1), ...common }),
      z.strictObject({
        url: z.url(),
        token: z.string().optional(),
        ...common,
      }),
    ])
    .optional(),
  history: z
    .strictObject({ directory: z.string().min(1).default('data/policy') })
    .prefault({}),
  decisionLog: z.strictObject({ file: z.string().min(1) }).optional(),
});

/** What `policy` says, checked; durations in milliseconds. */
export type PolicyConfig = Readonly<z.output<typeof policySchema>>;

/**
 * @throws InputError which names each key that is wrong
 */
export function readConfig(root: Config): PolicyConfig {
  const parsed = policySchema.safeParse(root.getOptional('policy') ?? {});
  if (!parsed.success) {
    const what = parsed.error.issues
      .map(({ path, message }) => `policy.${path.join('.')}: ${message}`)
      .join('; ');
    throw new InputError(`The configuration is not valid. ${what}`);
  }
  return parsed.data;
}
