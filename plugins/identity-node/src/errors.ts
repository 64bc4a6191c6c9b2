/**
 * Why a token was refused. Stable.
 *
 * @public
 */
export type TokenErrorCode =
  | 'token_malformed'
  | 'header_refused'
  | 'algorithm_refused'
  | 'type_refused'
  | 'key_unknown'
  | 'signature_invalid'
  | 'claims_invalid'
  | 'issuer_unknown'
  | 'audience_refused'
  | 'expired'
  | 'not_yet_valid'
  | 'inactive'
  | 'identity_incomplete';

/**
 * A token that is not good. The message holds nothing that came with the
 * token, so it can be logged.
 *
 * @public
 */
export class TokenRefusedError extends Error {
  readonly name = 'TokenRefusedError';
  constructor(readonly code: TokenErrorCode, message: string) {
    super(message);
  }
}

/**
 * Why a key set was refused as a whole. Stable.
 *
 * @public
 */
export type KeySetErrorCode =
  | 'set_malformed'
  | 'set_too_large'
  | 'kid_duplicate'
  | 'key_symmetric'
  | 'key_private'
  | 'no_usable_key';

/**
 * A key set that cannot be trusted.
 *
 * @public
 */
export class KeySetRefusedError extends Error {
  readonly name = 'KeySetRefusedError';
  constructor(readonly code: KeySetErrorCode, message: string) {
    super(message);
  }
}

/**
 * Why an issuer could not be asked. Stable.
 *
 * @public
 */
export type IdentityUnavailableCode =
  | 'url_insecure'
  | 'unreachable'
  | 'timeout'
  | 'status_unexpected'
  | 'answer_too_large'
  | 'answer_malformed'
  | 'issuer_mismatch'
  | 'keys_refused';

/**
 * The issuer's keys or its introspection point cannot be had now: nothing is
 * known of the token.
 *
 * @public
 */
export class IdentityUnavailableError extends Error {
  readonly name = 'IdentityUnavailableError';
  constructor(
    readonly code: IdentityUnavailableCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
