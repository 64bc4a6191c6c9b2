/**
 * A run of a pipeline, as its token tells it.
 *
 * @public
 */
export interface CiIdentity {
  readonly kind: 'github' | 'gitlab';
  readonly issuer: string;
  /** `owner/name`, or the path of the project; the owner can change it. */
  readonly repository: string;
  /** Stays with the repository through renames, and is never given again. */
  readonly repositoryId: string;
  /** Branch or tag. */
  readonly ref: string;
  /** Full hash. */
  readonly commit: string;
  readonly workflow: string | null;
  readonly environment: string | null;
  /** What started the run: `push`, `schedule`, … */
  readonly event: string | null;
  readonly runId: string | null;
  /** Who started the run, by their name there. */
  readonly actor: string | null;
}

/**
 * A service account of a cluster.
 *
 * @public
 */
export interface KubernetesIdentity {
  readonly kind: 'kubernetes';
  readonly issuer: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly pod: string | null;
}

/**
 * Somebody whom an OpenID provider names in one claim.
 *
 * @public
 */
export interface OidcIdentity {
  readonly kind: 'oidc';
  readonly issuer: string;
  readonly subject: string;
  /** Value of the claim that was asked for. */
  readonly entity: string;
}

/** @public */
export type WorkloadIdentity = CiIdentity | KubernetesIdentity | OidcIdentity;
