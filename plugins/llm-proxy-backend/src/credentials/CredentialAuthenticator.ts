import {
  IdentityUnavailableError,
  TokenRefusedError,
} from '@waymark/backstage-plugin-identity-node';
import { hash } from 'node:crypto';
import type { Principal, PrincipalDirectory } from '../principals/types';
import type { CredentialState } from './CredentialState';
import { DEVELOPMENT_PREFIX, type DevelopmentKeys } from './DevelopmentKeys';
import { type CredentialGrant, entitiesOf, principalFor } from './grant';
import type { TokenIssuer } from './TokenIssuer';
import { withTimeout } from './withTimeout';
import {
  type Authenticator,
  CredentialError,
  type CredentialErrorCode,
  CredentialsUnavailableError,
  StoppedError,
} from './types';

/** How long claims are believed without another look at the signature. */
const CACHED_FOR = 60_000;

/** How long what the catalog says is believed without another look. */
const RESOLVED_FOR = 1_000;

/** Credentials in the younger half of the cache; there are two halves. */
const HALF = 20_000;

/** A version that the state never has. */
const NEVER = -2;

/** No bearer credential of ours is longer. */
const MAX_LENGTH = 16_384;

interface Entry {
  readonly grant: CredentialGrant;
  readonly until: number;
  principal: Principal;
  /** Of the stops that the principal was checked against. */
  version: number;
  resolvedAt: number;
}

export interface CredentialAuthenticatorOptions {
  readonly issuer: TokenIssuer;
  readonly developmentKeys: DevelopmentKeys;
  readonly state: CredentialState;
  readonly directory: PrincipalDirectory;
  readonly clock: () => number;
}

/**
 * Credentials of our own issuer, and development keys. The verifier takes each
 * credential in one spelling only, so the SHA-256 of what came is a key for its
 * claims; nothing is kept by a part of a token.
 */
export class CredentialAuthenticator implements Authenticator {
  readonly #options: CredentialAuthenticatorOptions;
  #young = new Map<string, Entry>();
  #old = new Map<string, Entry>();
  readonly #pending = new Map<string, Promise<Entry>>();

  constructor(options: CredentialAuthenticatorOptions) {
    this.#options = options;
  }

  /** {@inheritDoc Authenticator.authenticate} */
  authenticate(token: string): Principal | Promise<Principal> {
    if (token === '') {
      throw new CredentialError('missing', 'No credential');
    }
    if (token.length > MAX_LENGTH) {
      throw new CredentialError('malformed', 'The credential is too long');
    }
    const { clock, state } = this.#options;
    const now = clock();
    const key = hash('sha256', token, 'base64url');
    const entry = this.#young.get(key) ?? this.#old.get(key);
    return entry !== undefined && now < entry.until && state.fresh(now)
      ? this.#admit(entry, now)
      : this.#authenticateNew(token, key);
  }

  /** Throws when the principal may not go on. */
  #admit(entry: Entry, now: number): Principal {
    const { state, directory } = this.#options;
    const { grant } = entry;
    const { version } = state;
    if (
      entry.version === version &&
      now - entry.resolvedAt < RESOLVED_FOR &&
      now >= entry.resolvedAt
    ) {
      return entry.principal;
    }
    const principal = principalFor(grant, directory);
    if (!principal) {
      entry.version = NEVER;
      throw new CredentialError(
        'unknown_subject',
        'The catalog does not know the subject of the credential',
      );
    }
    if (principal.epoch !== entry.principal.epoch) {
      entry.principal = principal;
    }
    entry.version = NEVER;
    this.#check(grant, entry.principal);
    entry.version = version;
    entry.resolvedAt = now;
    return entry.principal;
  }

  #check(grant: CredentialGrant, principal: Principal): void {
    const { state } = this.#options;
    if (state.isRevoked(grant.credentialId)) {
      throw new CredentialError('revoked', 'The credential was revoked');
    }
    const stop = state.stopFor(entitiesOf(principal), grant.epoch);
    if (stop?.active) {
      throw new StoppedError(stop.entityRef, principal);
    }
    if (stop) {
      throw new CredentialError(
        'revoked',
        'The credential was made before its subject was stopped',
      );
    }
  }

  async #authenticateNew(token: string, key: string): Promise<Principal> {
    const { clock, state } = this.#options;
    await state.ensureFresh();
    const pending =
      this.#pending.get(key) ??
      this.#verify(token, key).finally(() => this.#pending.delete(key));
    this.#pending.set(key, pending);
    return this.#admit(await pending, clock());
  }

  async #verify(token: string, key: string): Promise<Entry> {
    const { clock, directory } = this.#options;
    const grant = await this.#grantOf(token);
    const principal = principalFor(grant, directory);
    if (!principal) {
      throw new CredentialError(
        'unknown_subject',
        'The catalog does not know the subject of the credential',
      );
    }
    const now = clock();
    const entry: Entry = {
      grant,
      until: Math.min(now + CACHED_FOR, grant.expiresAt),
      principal,
      version: NEVER,
      resolvedAt: now,
    };
    this.#keep(key, entry);
    return entry;
  }

  async #grantOf(token: string): Promise<CredentialGrant> {
    const { issuer, developmentKeys } = this.#options;
    try {
      return await (token.startsWith(DEVELOPMENT_PREFIX)
        ? withTimeout(developmentKeys.introspect(token))
        : issuer.verify(token));
    } catch (error) {
      throw asCredentialError(error);
    }
  }

  /** Forgets by halves, so that a flood of credentials costs bounded memory. */
  #keep(key: string, entry: Entry): void {
    if (this.#young.size >= HALF) {
      this.#old = this.#young;
      this.#young = new Map();
    }
    this.#young.set(key, entry);
  }
}

const CODES: Partial<Record<TokenRefusedError['code'], CredentialErrorCode>> = {
  token_malformed: 'malformed',
  header_refused: 'malformed',
  expired: 'expired',
};

/** Messages of the verifier repeat nothing of the token; those of others may. */
function asCredentialError(error: unknown): Error {
  if (error instanceof CredentialError) {
    return error;
  }
  if (error instanceof TokenRefusedError) {
    return new CredentialError(CODES[error.code] ?? 'invalid', error.message);
  }
  return new CredentialsUnavailableError(
    error instanceof IdentityUnavailableError
      ? error.message
      : 'The credential cannot be checked now',
    { cause: error },
  );
}
