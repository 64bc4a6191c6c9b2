import {
  type LlmScope,
  llmScopeSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { normaliseRef } from '../entityRef';
import { ALL_SCOPES } from '../grant';
import { ExchangeRefusal } from './types';

const GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:';
const SUBJECT_TYPES = ['jwt', 'id_token', 'access_token'];
const ISSUED_TYPES = ['jwt', 'access_token'];

/** Names of deployments and commits as pipelines make them. */
const NAME = /^[\w.:@/+-]{1,128}$/;

/** A token request, taken apart. */
export interface ExchangeRequest {
  readonly subjectToken: string;
  /** Normalised ref of the service that the call is for. */
  readonly resource: string | null;
  readonly scopes: readonly LlmScope[];
  /**
   * What the caller says it runs as. Not proven: for attribution only, where
   * the token itself does not tell.
   */
  readonly deployment: string | null;
  readonly commit: string | null;
  /** Whose opaque token it is, where several issuers could be asked. */
  readonly subjectIssuer: string | null;
}

/**
 * Reads a request by RFC 8693, section 2.1. `deployment`, `commit` and
 * `subject_issuer` are our own.
 *
 * @throws ExchangeRefusal
 */
export function readRequest(
  form: URLSearchParams,
  audience: string,
): ExchangeRequest {
  // RFC 6749, section 3.2: no parameter twice; empty ones count as left out.
  if (new Set(form.keys()).size !== [...form.keys()].length) {
    throw malformed('A parameter is there twice');
  }
  const get = (name: string) => form.get(name) || null;
  if (get('grant_type') !== GRANT_TYPE) {
    throw new ExchangeRefusal(
      'grant_unsupported',
      'unsupported_grant_type',
      `grant_type is not ${GRANT_TYPE}`,
    );
  }
  const subjectToken = get('subject_token');
  if (!subjectToken) {
    throw malformed('subject_token is missing');
  }
  requireType(get('subject_token_type'), SUBJECT_TYPES, 'subject_token_type');
  requireType(
    get('requested_token_type') ?? `${TOKEN_TYPE}jwt`,
    ISSUED_TYPES,
    'requested_token_type',
  );
  // Ignoring it would hand out what was not asked for.
  if (get('actor_token') !== null) {
    throw malformed('actor_token is not supported');
  }
  if ((get('audience') ?? audience) !== audience) {
    throw new ExchangeRefusal(
      'audience_refused',
      'invalid_target',
      'audience is not this proxy',
    );
  }
  return {
    subjectToken,
    resource: readResource(get('resource')),
    scopes: readScopes(get('scope')),
    deployment: readName(get('deployment'), 'deployment'),
    commit: readName(get('commit'), 'commit'),
    subjectIssuer: get('subject_issuer'),
  };
}

function requireType(
  value: string | null,
  allowed: readonly string[],
  name: string,
): void {
  if (!allowed.some(type => value === `${TOKEN_TYPE}${type}`)) {
    throw malformed(
      `${name} is not one of ${allowed
        .map(type => `${TOKEN_TYPE}${type}`)
        .join(', ')}`,
    );
  }
}

function readResource(resource: string | null): string | null {
  if (resource === null) {
    return null;
  }
  const ref = normaliseRef(resource);
  if (!ref?.startsWith('component:')) {
    throw new ExchangeRefusal(
      'target_malformed',
      'invalid_target',
      'resource is not the entity ref of a component',
    );
  }
  return ref;
}

function readScopes(scope: string | null): readonly LlmScope[] {
  if (scope === null) {
    return ALL_SCOPES;
  }
  const parsed = llmScopeSchema.array().safeParse(scope.split(' '));
  if (!parsed.success) {
    throw new ExchangeRefusal(
      'scope_unknown',
      'invalid_scope',
      `scope is not made of ${ALL_SCOPES.join(' ')}`,
    );
  }
  return ALL_SCOPES.filter(known => parsed.data.includes(known));
}

function readName(value: string | null, name: string): string | null {
  if (value !== null && !NAME.test(value)) {
    throw malformed(`${name} is not 1 to 128 letters, digits or . : @ / + - _`);
  }
  return value;
}

function malformed(message: string): ExchangeRefusal {
  return new ExchangeRefusal('request_malformed', 'invalid_request', message);
}
