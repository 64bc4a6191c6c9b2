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
} satisfies ProblemCodes & Record<string, SbomProblemCode>;

/** An error of this API; only known codes can be thrown. */
export function problem(
  status: number,
  code: SbomProblemCode,
  detail: string,
  options?: ProblemErrorOptions,
): ProblemError {
  return new ProblemError(status, code, detail, options);
}
