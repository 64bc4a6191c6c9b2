import { compactVerify } from 'jose';
import { TokenRefusedError } from '../errors';
import type { KeySource } from '../keys/KeySet';
import { keyFormOf, type SignatureAlgorithm } from './algorithms';
import type { CompactJws } from './lexer';

/**
 * What a signature must be like to be looked at.
 *
 * @public
 */
export interface SignaturePolicy {
  readonly algorithms: readonly SignatureAlgorithm[];
  /**
   * Values of `typ` that are taken, without `application/`; null stands for a
   * header without `typ`. Default `JWT` and null.
   */
  readonly types?: ReadonlyArray<string | null>;
}

/** Header parameters by which the sender would choose the key or the rules. */
const REFUSED = ['jku', 'jwk', 'x5u', 'x5c', 'crit', 'b64', 'enc', 'zip'];

/**
 * Verifies the signature of a token that was taken apart.
 *
 * @throws {@link TokenRefusedError}; what `keys` throws passes through.
 */
export async function verifyCompactJws(
  lexed: CompactJws,
  keys: KeySource,
  policy: SignaturePolicy,
): Promise<void> {
  const { algorithm, kid } = checkHeader(lexed.header, policy);
  const key = await keys.find(kid, algorithm);
  if (!key) {
    throw new TokenRefusedError(
      'key_unknown',
      'The issuer has no key as the token names it',
    );
  }
  try {
    await compactVerify(lexed.token, key, { algorithms: [algorithm] });
  } catch {
    throw new TokenRefusedError(
      'signature_invalid',
      'The signature of the token is not good',
    );
  }
}

function checkHeader(
  header: Readonly<Record<string, unknown>>,
  policy: SignaturePolicy,
): { algorithm: SignatureAlgorithm; kid: string | null } {
  const algorithm = policy.algorithms.find(name => name === header.alg);
  if (!algorithm || !keyFormOf(algorithm)) {
    throw new TokenRefusedError(
      'algorithm_refused',
      'The issuer may not sign with the algorithm of the token',
    );
  }
  // RFC 7515, section 4.1.11: an extension that is not understood makes the
  // token invalid, and none is understood here.
  if (REFUSED.some(name => Object.hasOwn(header, name))) {
    throw new TokenRefusedError(
      'header_refused',
      'The header of the token brings keys or extensions',
    );
  }
  const { kid = null } = header;
  if (
    kid !== null &&
    !(typeof kid === 'string' && /^[!-~]{1,256}$/.test(kid))
  ) {
    throw new TokenRefusedError(
      'header_refused',
      'The key id of the token is not 1 to 256 printable characters',
    );
  }
  checkType(header.typ, policy.types ?? ['JWT', null]);
  return { algorithm, kid };
}

/** RFC 7515, section 4.1.9: a media type, where `application/` may be left out. */
function checkType(typ: unknown, allowed: ReadonlyArray<string | null>): void {
  const text =
    typeof typ === 'string'
      ? typ.toLowerCase().replace(/^application\//, '')
      : undefined;
  const good =
    typ === undefined
      ? allowed.includes(null)
      : allowed.some(
          name => name?.toLowerCase() === text && text !== undefined,
        );
  if (!good) {
    throw new TokenRefusedError(
      'type_refused',
      'The token is of another type than asked for',
    );
  }
}
