import {
  type ProblemCodes,
  ProblemError,
  type ProblemErrorOptions,
} from '@waymark/backstage-plugin-waymark-node';
import type { ScorecardsProblemCode } from '@waymark/backstage-plugin-scorecards-common';

/** The domain's codes for errors that are not its own. */
export const scorecardsCodes = {
  input: 'scorecards.query',
  notFound: 'scorecards.route_not_found',
  busy: 'scorecards.busy',
  internal: 'scorecards.internal',
} satisfies Record<keyof ProblemCodes, ScorecardsProblemCode>;

/** An error of this API; only known codes can be thrown. */
export function problem(
  status: number,
  code: ScorecardsProblemCode,
  detail: string,
  options?: ProblemErrorOptions,
): ProblemError {
  return new ProblemError(status, code, detail, options);
}

/** For a cursor that this API did not give out. */
export function invalidCursor(): ProblemError {
  return problem(
    400,
    'scorecards.query',
    'cursor: not one that this API gave out.',
  );
}
