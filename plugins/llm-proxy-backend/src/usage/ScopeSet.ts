import { createHash } from 'node:crypto';

/** Who is behind a call; entity refs. */
export interface Parties {
  readonly user: string | null;
  readonly service: string | null;
  readonly system: string | null;
  readonly team: string | null;
}

/** `scope_set` with its members. */
export interface ScopeSet {
  readonly id: string;
  readonly user_ref: string | null;
  readonly service_ref: string | null;
  readonly system_ref: string | null;
  readonly team_ref: string | null;
  readonly subject: string;
  readonly scopes: readonly string[];
}

/** Stands for a caller that is not known; no entity has such a ref. */
const UNKNOWN_SUBJECT = 'unknown';

/** The set is named by its content, so that nobody has to look it up. */
export function scopeSetOf(
  parties: Parties,
  scopes: readonly string[],
): ScopeSet {
  const { user, service, system, team } = parties;
  const content = JSON.stringify([user, service, system, team, scopes]);
  return {
    id: createHash('sha256').update(content).digest('base64url'),
    user_ref: user,
    service_ref: service,
    system_ref: system,
    team_ref: team,
    subject: service ?? user ?? UNKNOWN_SUBJECT,
    scopes,
  };
}

/** Scopes that a denial counts for, as far as its caller is known. */
export function scopesOfParty(
  party: (Parties & { readonly groups: readonly string[] }) | null,
): string[] {
  if (!party) {
    return [];
  }
  const { user, service, system, team, groups } = party;
  const named = [user, service, system, team, ...groups];
  const scopes = new Set(named.filter(scope => scope !== null));
  if (team === null) {
    scopes.add('unattributed');
  }
  return [...scopes].sort();
}
