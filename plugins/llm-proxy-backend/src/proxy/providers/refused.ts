import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Problem } from '../upstream/errors';

/** For an operation that the provider of the model does not have. */
export function refusedOperation(operation: LlmOperation): Problem {
  return {
    message: `The provider of this model has no ${operation}.`,
    type: 'invalid_request_error',
    code: 'unsupported_operation',
    param: null,
  };
}

/** For a part of a request that has no counterpart at the provider of the model. */
export function refusedPart(param: string, why?: string): Problem {
  return {
    message: `${param} cannot be used with this model${why ? `: ${why}` : ''}.`,
    type: 'invalid_request_error',
    code: 'unsupported_parameter',
    param,
  };
}
