import type { Principal } from '../principals/types';

/** Why a credential was refused. All are answered with the same 401 body. */
export type CredentialErrorCode =
  | 'missing'
  | 'malformed'
  | 'invalid'
  | 'expired'
  | 'revoked'
  | 'unknown_subject';

/** A refused credential; the message is for the audit and holds no part of it. */
export class CredentialError extends Error {
  readonly name = 'CredentialError';
  constructor(readonly code: CredentialErrorCode, message: string) {
    super(message);
  }
}

/** The keys or the introspection point cannot be reached: 503, not 401. */
export class CredentialsUnavailableError extends Error {
  readonly name = 'CredentialsUnavailableError';
}

/** A subject that the kill switch stopped: 403. */
export class StoppedError extends Error {
  readonly name = 'StoppedError';
  constructor(readonly entityRef: string, readonly principal: Principal) {
    super(`${entityRef} is stopped`);
  }
}

/** A request that makes no sense; the platform answers 400 to this name. */
export class CredentialInputError extends Error {
  readonly name = 'InputError';
}

/** Turns the bearer credential of a request into a principal. */
export interface Authenticator {
  /**
   * Answers at once when the claims are cached, so that the hot path waits
   * for nothing. Throws, or rejects with, one of the errors above.
   *
   * @param token - The credential as it stood after `Bearer ` or in `x-api-key`.
   */
  authenticate(token: string): Principal | Promise<Principal>;
}
