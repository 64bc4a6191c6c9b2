import { z } from 'zod';
import { gateVerdictSchema, ruleResultSchema, stageSchema } from './result';

/**
 * Body of `POST /v1/evidence`. `evidence` follows the schema of
 * `@waymark/policy-engine`, which the backend checks. `effectiveAt` (ISO 8601)
 * needs the import permission and marks the verdict as imported.
 *
 * @public
 */
export const evidenceSubmissionSchema = z.strictObject({
  evidence: z.record(z.string(), z.unknown()),
  verdict: gateVerdictSchema.nullable(),
  effectiveAt: z.iso.datetime().optional(),
});

/** @public */
export type EvidenceSubmission = z.infer<typeof evidenceSubmissionSchema>;

/**
 * What became of CI's own verdict: the same, different (with the rules that
 * differ), by a bundle that the portal never had, or none was sent.
 *
 * @public
 */
export const comparisonSchema = z.object({
  state: z.enum(['same', 'different', 'not_comparable', 'none']),
  rules: z.array(z.string()),
});

/**
 * A verdict as stored: never changed afterwards.
 *
 * @public
 */
export const verdictSchema = z.object({
  id: z.string(),
  entityRef: z.string(),
  repositoryId: z.string().nullable(),
  commit: z.string(),
  stage: stageSchema,
  decision: z.enum(['pass', 'refused']),
  /** ISO 8601; the clock that the rules saw. */
  evaluatedAt: z.string(),
  receivedAt: z.string(),
  imported: z.boolean(),
  /** What it was made by: enough to make it again. */
  pins: z.object({
    evidence: z.string(),
    bundle: z.string(),
    parameters: z.string(),
    exceptions: z.string(),
    facts: z.string(),
    engine: z.string(),
  }),
  comparison: comparisonSchema,
  ci: gateVerdictSchema.nullable(),
  results: z.array(ruleResultSchema),
});

/** @public */
export type Verdict = z.infer<typeof verdictSchema>;

/** Answer of `POST /v1/evidence`: 201, or 200 for a repeat. @public */
export const evidenceReceiptSchema = z.object({
  verdict: verdictSchema,
  /** In-toto statement (VSA) as compact JWS by the portal's key. */
  attestation: z.string(),
  /** The commit status that was set, or why none was. */
  commitStatus: z.object({
    state: z.enum(['published', 'pending', 'not_configured']),
    url: z.string().nullable(),
  }),
});

/** @public */
export type EvidenceReceipt = z.infer<typeof evidenceReceiptSchema>;

/** @public */
export const verdictPageSchema = z.object({
  items: z.array(verdictSchema.omit({ results: true, ci: true })),
  nextCursor: z.string().nullable(),
});

/** @public */
export type VerdictPage = z.infer<typeof verdictPageSchema>;
