import { z } from 'zod';

/**
 * Every code that the scorecards API answers with; stable, for machines.
 *
 * @public
 */
export const scorecardsProblemCodes = [
  'auth.forbidden',
  'auth.unauthenticated',
  'exceptions.not_found',
  'exceptions.own_request',
  'exceptions.not_approver',
  'exceptions.not_waivable',
  'exceptions.over_cap',
  'exceptions.wrong_state',
  'exceptions.no_finding',
  'scorecards.bundle_not_found',
  'scorecards.busy',
  'scorecards.engine_failed',
  'scorecards.entity_not_found',
  'scorecards.evidence_invalid',
  'scorecards.evidence_not_found',
  'scorecards.forged_subject',
  'scorecards.internal',
  'scorecards.query',
  'scorecards.route_not_found',
  'scorecards.rule_not_found',
  'scorecards.too_large',
  'scorecards.verdict_not_found',
] as const;

/** @public */
export type ScorecardsProblemCode = (typeof scorecardsProblemCodes)[number];

/**
 * An error as RFC 9457 problem details, `application/problem+json`.
 *
 * @public
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().optional(),
  issues: z
    .array(z.object({ pointer: z.string(), message: z.string() }))
    .optional(),
});

/** @public */
export type Problem = z.infer<typeof problemSchema>;
