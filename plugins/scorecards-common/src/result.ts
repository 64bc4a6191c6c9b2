import { z } from 'zod';

/** What a rule says at one stage. @public */
export const ruleResultSchema = z.object({
  rule: z.string(),
  state: z.enum(['pass', 'fail', 'warn', 'not_applicable', 'unknown']),
  findings: z.array(
    z.object({
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
      /** Epoch seconds. */
      deadline: z.number().nullable(),
      cause: z.string().nullable(),
      exception: z
        .object({ id: z.string(), approver: z.string(), daysLeft: z.number() })
        .nullable(),
      level: z.enum(['deny', 'warn']),
    }),
  ),
});

/** @public */
export type PolicyRuleResult = z.infer<typeof ruleResultSchema>;

/** Where in its way to production a change was judged. @public */
export const stageSchema = z.enum(['pull_request', 'main', 'deploy']);

/** @public */
export type PolicyStage = z.infer<typeof stageSchema>;

/**
 * A gate's decision with everything that it was made by, so that it can be
 * made again. Digests are `sha256:` and hex; `evaluatedAt` is epoch seconds.
 *
 * @public
 */
export const gateVerdictSchema = z.object({
  decision: z.enum(['pass', 'refused']),
  engine: z.enum(['conftest', 'opa', 'embedded']),
  engineVersion: z.string().nullable(),
  evidenceDigest: z.string(),
  bundleDigest: z.string(),
  parametersDigest: z.string(),
  /** Sequence of the exceptions snapshot; null without one. */
  exceptionsSequence: z.number().int().nullable(),
  evaluatedAt: z.number().int(),
  results: z.array(ruleResultSchema),
});

/** @public */
export type GateVerdict = z.infer<typeof gateVerdictSchema>;
