import {
  type ProblemCodes,
  ProblemError,
  type ProblemErrorOptions,
} from '@waymark/backstage-plugin-waymark-node';
import type { SbomProblemCode } from '@waymark/backstage-plugin-sbom-common';

/** The SBOM domain's codes for errors that are not its own. */
export const sbomCodes = {
  input: 'sbom.query',
  notFound: 'sbom.route_not_found',
  busy: 'sbom.busy',
  internal: 'sbom.internal',
} satisfies Record<keyof ProblemCodes, SbomProblemCode>;

/** An error of this API; only known codes can be thrown. */
export function problem(
  status: number,
  code: SbomProblemCode,
  detail: string,
  options?: ProblemErrorOptions,
): ProblemError {
  return new ProblemError(status, code, detail, options);
}

/** For a cursor that this API did not give out. */
export function invalidCursor(): ProblemError {
  return problem(400, 'sbom.query', 'cursor: not one that this API gave out.');
}
