/**
 * Stable codes of this package's errors.
 *
 * - `policy.invalid_evidence`: the document does not hold by the schema
 * - `policy.too_large`: over the cap on input
 * - `policy.timeout`: no answer within the time allowed
 * - `policy.busy`: too many evaluations wait
 * - `policy.closed`: the engine was closed
 * - `policy.bad_bundle`: the bundle cannot be used
 * - `policy.bad_answer`: the engine answered something else than results
 * - `policy.unavailable`: the engine failed or cannot be reached
 *
 * @public
 */
export type PolicyErrorCode =
  | 'policy.invalid_evidence'
  | 'policy.too_large'
  | 'policy.timeout'
  | 'policy.busy'
  | 'policy.closed'
  | 'policy.bad_bundle'
  | 'policy.bad_answer'
  | 'policy.unavailable';

/**
 * An evaluation that could not be done: never a pass.
 *
 * @public
 */
export class PolicyEngineError extends Error {
  readonly code: PolicyErrorCode;

  constructor(
    code: PolicyErrorCode,
    message: string,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.name = 'PolicyEngineError';
    this.code = code;
  }
}
