import { z } from 'zod';

/** The one state of a rule. */
const ruleStates = [
  'pass',
  'fail',
  'warn',
  'not_applicable',
  'unknown',
] as const;

/** The one state of a rule: `unknown` is a field missing, mistyped or not known. */
export type RuleState = (typeof ruleStates)[number];

const findingSchema = z.object({
  rule: z.string(),
  msg: z.string(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  finding: z.string(),
  entity: z.string().nullable(),
  file: z.string().nullable(),
  line: z.number().nullable(),
  remediation: z.string(),
  docs: z.string(),
  waivable: z.boolean(),
  deadline: z.number().nullable(),
  cause: z
    .enum([
      'absent',
      'failed',
      'malformed',
      'not_connected',
      'not_stated',
      'upstream',
    ])
    .nullable(),
  exception: z
    .object({ id: z.string(), approver: z.string(), daysLeft: z.number() })
    .nullable(),
  level: z.enum(['deny', 'warn']),
  owner: z.string().optional(),
});

/** What engines answer; the order of sets is not theirs to say. */
export const ruleResultsSchema = z.array(
  z.object({
    rule: z.string(),
    state: z.enum(ruleStates),
    findings: z.array(findingSchema),
  }),
);

/**
 * What a rule found.
 *
 * `finding` is its stable key within rule and entity; `deadline` is in epoch
 * seconds; `cause` is set where a field could not be judged, and says who has
 * the gap; `exception.daysLeft` is in whole days. `level` is what the gate does.
 *
 * @public
 */
export type Finding = Readonly<z.infer<typeof findingSchema>>;

/**
 * One rule's state and findings, sorted by key.
 *
 * @public
 */
export interface RuleResult {
  readonly rule: string;
  readonly state: RuleState;
  readonly findings: readonly Finding[];
}
