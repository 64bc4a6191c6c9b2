import { TokenRefusedError } from './errors';

/** Milliseconds. */
export const MAX_SKEW = 30_000;

/** Values of `aud` that are looked at. */
const MAX_AUDIENCES = 16;

/** Milliseconds since the epoch of the largest instant that JavaScript has. */
const LAST_INSTANT = 8.64e15;

/**
 * What the claims of a token say, checked. Instants are UTC milliseconds.
 *
 * @public
 */
export interface TokenClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly expiresAt: number;
  readonly issuedAt: number | null;
  readonly jti: string | null;
  /** All claims as they came. */
  readonly claims: Readonly<Record<string, unknown>>;
}

/** What claims are measured by. */
export interface ClaimsPolicy {
  readonly issuer: string;
  readonly audience: string;
  /** Milliseconds. */
  readonly skew: number;
  /** Milliseconds from `iat` to `exp`; `iat` is then required. */
  readonly maxLifetime?: number;
}

/**
 * RFC 7519, section 4.1, with `iss`, `sub`, `aud` and `exp` required.
 *
 * @throws {@link TokenRefusedError}
 */
export function checkClaims(
  claims: Readonly<Record<string, unknown>>,
  policy: ClaimsPolicy,
  now: number,
): TokenClaims {
  if (claims.iss !== policy.issuer) {
    throw new TokenRefusedError(
      'issuer_unknown',
      'The token is of another issuer',
    );
  }
  checkAudience(claims.aud, policy.audience);
  const expiresAt = instant(claims.exp);
  const issuedAt = instant(claims.iat);
  const notBefore = instant(claims.nbf);
  if (expiresAt === null) {
    throw invalid('exp');
  }
  if (now >= expiresAt + policy.skew) {
    throw new TokenRefusedError('expired', 'The token is too old');
  }
  if (Math.max(notBefore ?? 0, issuedAt ?? 0) > now + policy.skew) {
    throw new TokenRefusedError(
      'not_yet_valid',
      'The token is not valid yet, or of the future',
    );
  }
  if (
    policy.maxLifetime !== undefined &&
    !(issuedAt !== null && expiresAt - issuedAt <= policy.maxLifetime)
  ) {
    throw invalid('iat');
  }
  return {
    issuer: policy.issuer,
    subject: text(claims.sub, 'sub', 512),
    expiresAt,
    issuedAt,
    jti: claims.jti === undefined ? null : text(claims.jti, 'jti', 256),
    claims,
  };
}

/** RFC 7519, section 4.1.3. */
function checkAudience(aud: unknown, wanted: string): void {
  const values: unknown[] = Array.isArray(aud) ? aud : [aud];
  if (values.length > MAX_AUDIENCES || !values.includes(wanted)) {
    throw new TokenRefusedError(
      'audience_refused',
      'The token was made for another audience',
    );
  }
}

/** RFC 7519, section 2: seconds, perhaps with a fraction. */
function instant(value: unknown): number | null {
  if (value === undefined) {
    return null;
  }
  const ms = typeof value === 'number' ? Math.floor(value * 1_000) : NaN;
  if (!(ms >= 0 && ms <= LAST_INSTANT)) {
    throw invalid('exp, iat or nbf');
  }
  return ms;
}

function text(value: unknown, claim: string, max: number): string {
  if (typeof value !== 'string' || !value || value.length > max) {
    throw invalid(claim);
  }
  return value;
}

/** `claim` is a name of ours, not of the token. */
function invalid(claim: string): TokenRefusedError {
  return new TokenRefusedError(
    'claims_invalid',
    `The token has no good claim ${claim}`,
  );
}
