import type { TokenClaims } from '../claims';
import { TokenRefusedError } from '../errors';
import { isObject } from '../jws/strictJson';
import type {
  CiIdentity,
  KubernetesIdentity,
  OidcIdentity,
  WorkloadIdentity,
} from './types';

type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads who holds a token from its claims.
 *
 * @param token - Verified.
 * @param kind - What its issuer is.
 * @param entityClaim - For kind `oidc`: the claim that names the entity.
 * @throws {@link TokenRefusedError} when a claim of that kind is missing.
 * @public
 */
export function workloadIdentity(
  token: TokenClaims,
  kind: WorkloadIdentity['kind'],
  entityClaim: string = 'sub',
): WorkloadIdentity {
  switch (kind) {
    case 'github':
      return github(token);
    case 'gitlab':
      return gitlab(token);
    case 'kubernetes':
      return kubernetes(token);
    default:
      return oidc(token, entityClaim);
  }
}

/** Claims of GitHub Actions' OpenID Connect tokens. */
function github({ issuer, claims }: TokenClaims): CiIdentity {
  return {
    kind: 'github',
    issuer,
    repository: required(claims, 'repository'),
    repositoryId: id(claims, 'repository_id'),
    ref: required(claims, 'ref'),
    commit: commit(claims),
    workflow: optional(claims, 'job_workflow_ref'),
    environment: optional(claims, 'environment'),
    event: optional(claims, 'event_name'),
    runId: optional(claims, 'run_id'),
    actor: optional(claims, 'actor'),
  };
}

/** Claims of GitLab's ID tokens. */
function gitlab({ issuer, claims }: TokenClaims): CiIdentity {
  return {
    kind: 'gitlab',
    issuer,
    repository: required(claims, 'project_path'),
    repositoryId: id(claims, 'project_id'),
    ref: required(claims, 'ref'),
    commit: commit(claims),
    workflow: optional(claims, 'ci_config_ref_uri'),
    environment: optional(claims, 'environment'),
    event: optional(claims, 'pipeline_source'),
    runId: optional(claims, 'pipeline_id'),
    actor: optional(claims, 'user_login'),
  };
}

/** Projected service-account tokens; the subject and the claim must agree. */
function kubernetes(token: TokenClaims): KubernetesIdentity {
  const { 'kubernetes.io': cluster } = token.claims;
  if (!isObject(cluster) || !isObject(cluster.serviceaccount)) {
    throw incomplete('kubernetes.io');
  }
  const namespace = required(cluster, 'namespace');
  const serviceAccount = required(cluster.serviceaccount, 'name');
  if (
    token.subject !== `system:serviceaccount:${namespace}:${serviceAccount}`
  ) {
    throw incomplete('sub');
  }
  return {
    kind: 'kubernetes',
    issuer: token.issuer,
    namespace,
    serviceAccount,
    pod: isObject(cluster.pod) ? optional(cluster.pod, 'name') : null,
  };
}

function oidc(token: TokenClaims, entityClaim: string): OidcIdentity {
  return {
    kind: 'oidc',
    issuer: token.issuer,
    subject: token.subject,
    entity: required(token.claims, entityClaim),
  };
}

function commit(claims: Claims): string {
  const sha = required(claims, 'sha');
  if (!/^([0-9a-f]{40}|[0-9a-f]{64})$/.test(sha)) {
    throw incomplete('sha');
  }
  return sha;
}

/** Some issuers send ids as numbers. */
function id(claims: Claims, name: string): string {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  const text = Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !/^[1-9][0-9]{0,18}$/.test(text)) {
    throw incomplete(name);
  }
  return text;
}

function required(claims: Claims, name: string): string {
  const value = optional(claims, name);
  if (value === null) {
    throw incomplete(name);
  }
  return value;
}

function optional(claims: Claims, name: string): string | null {
  const value = Object.hasOwn(claims, name) ? claims[name] : undefined;
  return typeof value === 'string' && value !== '' && value.length <= 1024
    ? value
    : null;
}

/** `claim` is a name of ours or the operator's, not of the token. */
function incomplete(claim: string): TokenRefusedError {
  return new TokenRefusedError(
    'identity_incomplete',
    `The token has no good claim ${claim}`,
  );
}
