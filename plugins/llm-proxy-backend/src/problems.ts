import type { LlmProxyProblemCode } from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type ProblemCodes,
  ProblemError,
  type ProblemErrorOptions,
} from '@waymark/backstage-plugin-waymark-node';

/** The domain's codes for errors that are not its own. */
export const llmProxyCodes = {
  input: 'llm-proxy.query',
  notFound: 'llm-proxy.route_not_found',
  busy: 'llm-proxy.store_unavailable',
  internal: 'llm-proxy.internal',
} satisfies Record<keyof ProblemCodes, LlmProxyProblemCode>;

/** An error of the administrative API; only known codes can be thrown. */
export function problem(
  status: number,
  code: LlmProxyProblemCode,
  detail: string,
  options?: ProblemErrorOptions,
): ProblemError {
  return new ProblemError(status, code, detail, options);
}

/** For a cursor that this API did not give out. */
export function invalidCursor(): ProblemError {
  return problem(
    400,
    'llm-proxy.query',
    'cursor: not one that this API gave out.',
  );
}
