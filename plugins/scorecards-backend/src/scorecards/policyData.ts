import type { PolicyInForce } from '@waymark/backstage-plugin-policy-node';
import type { PolicyRule } from '@waymark/policy-engine';
import { z } from 'zod';

const dataSchema = z.object({
  levels: z.array(
    z.object({ id: z.string(), title: z.string(), rules: z.array(z.string()) }),
  ),
  categories: z.array(
    z.object({ title: z.string(), rules: z.array(z.string()) }),
  ),
  parameters: z.object({ golden_path: z.record(z.string(), z.unknown()) }),
});

const overridesSchema = z.object({
  golden_path: z.record(z.string(), z.unknown()).default({}),
  rules: z
    .record(z.string(), z.object({ effective: z.number().optional() }))
    .default({}),
});

/** A level and the rules that it asks for. */
type Level = z.infer<typeof dataSchema>['levels'][number];

/** What scorecards read from a policy. */
export interface ScorePolicy {
  readonly digest: string;
  readonly bundleDigest: string;
  /** Lowest first. */
  readonly levels: readonly Level[];
  readonly categories: ReadonlyArray<{ title: string; rules: string[] }>;
  /** Of the golden path, by id. */
  readonly rules: ReadonlyMap<string, PolicyRule>;
  /** Those of the bundle under those in force. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** Epoch seconds by rule. */
  readonly effective: ReadonlyMap<string, number>;
}

/** By the object: a policy in force is never changed, only replaced. */
const read = new WeakMap<PolicyInForce, ScorePolicy>();

/** Reads a policy once. Throws for a bundle without levels. */
export function scorePolicy(policy: PolicyInForce): ScorePolicy {
  const known = read.get(policy);
  if (known) {
    return known;
  }
  const data = dataSchema.parse(policy.bundle.data);
  const overrides = overridesSchema.parse(policy.parameters);
  const rules = policy.bundle.manifest.rules.filter(
    rule => rule.domain === 'golden_path',
  );
  const made: ScorePolicy = {
    digest: policy.digest,
    bundleDigest: policy.bundle.digest,
    levels: data.levels,
    categories: data.categories,
    rules: new Map(rules.map(rule => [rule.id, rule])),
    parameters: { ...data.parameters.golden_path, ...overrides.golden_path },
    effective: new Map(
      rules.map(rule => [
        rule.id,
        overrides.rules[rule.id]?.effective ?? rule.effective,
      ]),
    ),
  };
  read.set(policy, made);
  return made;
}

/** The category of a rule. */
export function categoryOf({ categories }: ScorePolicy, rule: string): string {
  return categories.find(({ rules }) => rules.includes(rule))?.title ?? 'Other';
}

/** The level that asks for a rule; null where none does. */
export function levelOfRule(
  { levels }: ScorePolicy,
  rule: string,
): string | null {
  return levels.find(({ rules }) => rules.includes(rule))?.id ?? null;
}
