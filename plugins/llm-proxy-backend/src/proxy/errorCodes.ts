import type { LlmDenial } from '@waymark/backstage-plugin-llm-proxy-common';

interface CodeEntry {
  readonly status: number;
  readonly stage: LlmDenial['stage'];
  /** Types of the OpenAI and of the Anthropic error object. */
  readonly types: readonly [openai: string, anthropic: string];
  readonly message: string;
}

const INVALID = ['invalid_request_error', 'invalid_request_error'] as const;
const SERVER = ['server_error', 'api_error'] as const;
const OVERLOADED = ['server_error', 'overloaded_error'] as const;
const FORBIDDEN = ['permission_error', 'permission_error'] as const;
const MISSING = ['invalid_request_error', 'not_found_error'] as const;

function entry(
  status: number,
  stage: CodeEntry['stage'],
  types: CodeEntry['types'],
  message: string,
): CodeEntry {
  return { status, stage, types, message };
}

/** Every code that the routes answer with; stable, for machines. */
export const CODES = {
  route_not_found: entry(404, 'request', MISSING, 'There is no such route.'),
  method_not_allowed: entry(
    405,
    'request',
    INVALID,
    'The route does not take this method.',
  ),
  unsupported_media_type: entry(
    415,
    'request',
    INVALID,
    'The body must be application/json in UTF-8, without content encoding.',
  ),
  query_not_allowed: entry(
    400,
    'request',
    INVALID,
    'The route takes no such query. Credentials belong in the Authorization header, never in the URL.',
  ),
  bad_framing: entry(
    400,
    'request',
    INVALID,
    'The length of the body is not stated in one valid way.',
  ),
  header_repeated: entry(
    400,
    'request',
    INVALID,
    'A header that may stand once stands twice.',
  ),
  body_too_large: entry(
    413,
    'request',
    ['invalid_request_error', 'request_too_large'],
    'The body is larger than this route takes.',
  ),
  body_timeout: entry(
    408,
    'request',
    ['invalid_request_error', 'timeout_error'],
    'The body did not arrive in time.',
  ),
  body_incomplete: entry(
    400,
    'request',
    INVALID,
    'The body ended before its stated length.',
  ),
  invalid_json: entry(400, 'request', INVALID, 'The body is not valid JSON.'),
  unknown_parameter: entry(
    400,
    'request',
    INVALID,
    'The body has a parameter that the route does not know.',
  ),
  unsupported_parameter: entry(
    400,
    'request',
    INVALID,
    'The body asks for what cannot be priced or kept apart here.',
  ),
  invalid_parameter: entry(
    400,
    'request',
    INVALID,
    'A parameter has a value that is not valid.',
  ),
  missing_parameter: entry(
    400,
    'request',
    INVALID,
    'A parameter that the route needs is missing.',
  ),
  unbounded_cost: entry(
    400,
    'request',
    INVALID,
    'The cost of a part of the body has no upper bound.',
  ),
  idempotency_key_invalid: entry(
    400,
    'request',
    INVALID,
    'Idempotency-Key takes 1 to 255 printable characters.',
  ),
  idempotency_key_reused: entry(
    422,
    'request',
    INVALID,
    'The Idempotency-Key was used with another request.',
  ),
  idempotency_in_progress: entry(
    409,
    'request',
    INVALID,
    'A request with this Idempotency-Key still runs.',
  ),
  invalid_api_key: entry(
    401,
    'credential',
    ['authentication_error', 'authentication_error'],
    'The credential is missing, not valid, or no longer valid.',
  ),
  insufficient_scope: entry(
    403,
    'credential',
    FORBIDDEN,
    'The credential was not issued for this operation.',
  ),
  credentials_unavailable: entry(
    503,
    'credential',
    OVERLOADED,
    'Credentials cannot be checked at the moment.',
  ),
  stopped: entry(
    403,
    'stop',
    FORBIDDEN,
    'Calls of this entity were stopped by an operator.',
  ),
  model_not_found: entry(
    404,
    'model',
    MISSING,
    'There is no such model. GET v1/models lists those that there are.',
  ),
  model_ended: entry(404, 'model', MISSING, 'The model is no longer offered.'),
  unsupported_operation: entry(
    400,
    'model',
    INVALID,
    'The model does not serve this operation.',
  ),
  policy_denied: entry(403, 'policy', FORBIDDEN, 'A policy denies this call.'),
  policy_unavailable: entry(
    503,
    'policy',
    OVERLOADED,
    'The policy cannot be asked at the moment, so the call is refused.',
  ),
  rate_limit_exceeded: entry(
    429,
    'rate',
    ['requests', 'rate_limit_error'],
    'The rate limit is reached.',
  ),
  insufficient_quota: entry(
    429,
    'budget',
    ['insufficient_quota', 'rate_limit_error'],
    'The budget has no room for this call.',
  ),
  store_unavailable: entry(
    503,
    'store',
    OVERLOADED,
    'The budget cannot be checked at the moment, so the call is refused.',
  ),
  audit_unavailable: entry(
    503,
    'store',
    OVERLOADED,
    'The call cannot be recorded at the moment, so it is refused.',
  ),
  upstream_refused: entry(
    400,
    'upstream',
    INVALID,
    'The provider refused the request as not valid.',
  ),
  context_length_exceeded: entry(
    400,
    'upstream',
    INVALID,
    'The request is longer than the context of the model.',
  ),
  content_policy_violation: entry(
    400,
    'upstream',
    INVALID,
    'The provider refused the request by its content policy.',
  ),
  upstream_error: entry(502, 'upstream', SERVER, 'The provider failed.'),
  upstream_timeout: entry(
    504,
    'upstream',
    ['server_error', 'timeout_error'],
    'The provider did not answer in time.',
  ),
  upstream_unavailable: entry(
    503,
    'upstream',
    OVERLOADED,
    'No provider of this model is available at the moment.',
  ),
  upstream_truncated: entry(
    502,
    'upstream',
    SERVER,
    'The answer of the provider broke off.',
  ),
  shutting_down: entry(
    503,
    'request',
    OVERLOADED,
    'This replica is being stopped.',
  ),
  internal_error: entry(500, 'request', SERVER, 'The proxy failed.'),
} as const satisfies Record<string, CodeEntry>;

export type ErrorCode = keyof typeof CODES;
