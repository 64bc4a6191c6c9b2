import { checkClaims, MAX_SKEW, type TokenClaims } from './claims';
import { TokenRefusedError } from './errors';
import { lexCompactJws } from './jws/lexer';
import { parseStrictObject } from './jws/strictJson';
import { type SignaturePolicy, verifyCompactJws } from './jws/verifyCompactJws';
import type { KeySource } from './keys/KeySet';

/**
 * An issuer whose tokens are taken. Times are milliseconds.
 *
 * @public
 */
export interface TrustedIssuer extends SignaturePolicy {
  /** Compared exactly with `iss`. */
  readonly issuer: string;
  /** Must be among the values of `aud`, exactly. */
  readonly audience: string;
  readonly keys: KeySource;
  /** Between its clock and ours, 0 to 30 s; default 30 s. */
  readonly skew?: number;
  /** Longest time from `iat` to `exp`; `iat` is then required. */
  readonly maxLifetime?: number;
}

/**
 * Verifies JSON web tokens of several issuers, each by its own keys and rules.
 *
 * @public
 */
export class TokenVerifier {
  readonly #issuers: ReadonlyMap<string, TrustedIssuer>;
  readonly #clock: () => number;

  /** @throws RangeError for two issuers of one name, or a skew out of range. */
  constructor(
    issuers: readonly TrustedIssuer[],
    clock: () => number = Date.now,
  ) {
    this.#issuers = new Map(issuers.map(trusted => [trusted.issuer, trusted]));
    this.#clock = clock;
    if (this.#issuers.size !== issuers.length) {
      throw new RangeError('An issuer is listed twice');
    }
    if (issuers.some(({ skew = 0 }) => !(skew >= 0 && skew <= MAX_SKEW))) {
      throw new RangeError(`The skew of an issuer is 0 to ${MAX_SKEW} ms`);
    }
  }

  /**
   * True when the token says it is of an issuer listed here. Proves nothing:
   * it tells only whom to ask.
   *
   * @throws {@link TokenRefusedError} for what is no token at all.
   */
  claimsKnownIssuer(token: unknown): boolean {
    const { payload } = lexCompactJws(token);
    return this.#issuers.has(claimsOf(payload).iss as string);
  }

  /**
   * Verifies signature and claims.
   *
   * @throws {@link TokenRefusedError} for a token that is not good, and
   * {@link IdentityUnavailableError} when its issuer cannot be asked.
   */
  async verify(token: unknown): Promise<TokenClaims> {
    const lexed = lexCompactJws(token);
    const claims = claimsOf(lexed.payload);
    const trusted = this.#issuers.get(claims.iss as string);
    if (!trusted) {
      throw new TokenRefusedError(
        'issuer_unknown',
        'The token is of an issuer that is not trusted',
      );
    }
    await verifyCompactJws(lexed, trusted.keys, trusted);
    return checkClaims(
      claims,
      { ...trusted, skew: trusted.skew ?? MAX_SKEW },
      this.#clock(),
    );
  }
}

function claimsOf(payload: Uint8Array): Readonly<Record<string, unknown>> {
  const claims = parseStrictObject(payload);
  if (!claims) {
    throw new TokenRefusedError(
      'claims_invalid',
      'The claims of the token are not a JSON object with unique names',
    );
  }
  return claims;
}
