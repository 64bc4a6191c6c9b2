import {
  type LlmScope,
  llmScopeSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Principal, PrincipalDirectory } from '../principals/types';
import { isUserRef } from './entityRef';

/** All that a credential can be good for. */
export const ALL_SCOPES: readonly LlmScope[] = llmScopeSchema.options;

/** What a credential says, whatever its form. Refs are normalised. */
export interface Grant {
  readonly subject: string;
  /** Null for a person at their own machine, or the subject, or what the person calls for. */
  readonly service: string | null;
  readonly scopes: readonly LlmScope[];
  readonly deployment: string | null;
  readonly commit: string | null;
  readonly actor: string | null;
}

/** A grant with the credential that carries it. */
export interface CredentialGrant extends Grant {
  readonly credentialId: string;
  /** UTC milliseconds. */
  readonly expiresAt: number;
  /** Of the stops that were known when it was made. */
  readonly epoch: number;
}

/** What a grant and the catalog say together; null when the catalog does not know them. */
export function principalFor(
  grant: CredentialGrant,
  directory: PrincipalDirectory,
): Principal | null {
  const { subject, service } = grant;
  const facts = directory.resolve(isUserRef(subject) ? subject : null, service);
  return (
    facts && {
      ...facts,
      subject,
      scopes: new Set(grant.scopes),
      deployment: grant.deployment,
      commit: grant.commit,
      actor: grant.actor,
      credentialId: grant.credentialId,
      expiresAt: grant.expiresAt,
    }
  );
}

/** All entities whose stop stops the principal. */
export function entitiesOf(principal: Principal): Array<string | null> {
  const { subject, user, service, system, team, groups } = principal;
  return [subject, user, service, system, team, ...groups];
}
