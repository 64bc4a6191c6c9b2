import type {
  DataClass,
  LlmScope,
} from '@waymark/backstage-plugin-llm-proxy-common';

/**
 * Who calls, for what, and who pays: a verified credential joined with the
 * catalog. Entity refs are normalised.
 */
export interface Principal {
  /** The entity that the credential was issued for: a user or a service. */
  readonly subject: string;
  readonly user: string | null;
  readonly service: string | null;
  readonly system: string | null;
  /** The paying owner; null when the catalog knows none. */
  readonly team: string | null;
  /** The team, then its parent groups, nearest first. */
  readonly groups: readonly string[];
  readonly dataClass: DataClass;
  readonly scopes: ReadonlySet<LlmScope>;
  readonly deployment: string | null;
  readonly commit: string | null;
  /** RFC 8693 `act`: who acts for the subject. */
  readonly actor: string | null;
  /** The `jti`, or for opaque credentials an id of ours; never the token. */
  readonly credentialId: string;
  /** UTC milliseconds. */
  readonly expiresAt: number;
  /** Grows with every change of what the catalog says of the subject. */
  readonly epoch: number;
}

/** Scopes whose budgets a call of the principal must fit in, sorted, with the provider's. */
export function budgetScopes(
  principal: Pick<Principal, 'user' | 'service' | 'system' | 'team' | 'groups'>,
  provider: string,
): string[] {
  const scopes = new Set<string>([`provider:${provider}`]);
  for (const scope of [
    principal.user,
    principal.service,
    principal.system,
    ...principal.groups,
  ]) {
    if (scope !== null) {
      scopes.add(scope);
    }
  }
  if (principal.team === null) {
    scopes.add('unattributed');
  }
  return [...scopes].sort();
}

/** What the catalog says of a subject, from memory; kept up to date by a task. */
export interface PrincipalDirectory {
  /**
   * Null for an entity that the catalog does not have. `service` is null for
   * a person at their own machine.
   */
  resolve(
    user: string | null,
    service: string | null,
  ): Omit<
    Principal,
    | 'subject'
    | 'scopes'
    | 'deployment'
    | 'commit'
    | 'actor'
    | 'credentialId'
    | 'expiresAt'
  > | null;
}
