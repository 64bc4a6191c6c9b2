import { type CryptoKey, importJWK } from 'jose';
import { KeySetRefusedError } from '../errors';
import { keyFormOf, type SignatureAlgorithm } from '../jws/algorithms';
import { decodeBase64Url } from '../jws/lexer';
import { isObject } from '../jws/strictJson';
import { rsaProblem } from './rsa';

/** Keys in a set; large issuers have about ten. */
const MAX_KEYS = 64;

/** RFC 7518, sections 6.2.2, 6.3.2 and 6.4.1; RFC 8037, section 2. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];

/**
 * Where the keys of an issuer come from.
 *
 * @public
 */
export interface KeySource {
  /**
   * The key to verify with; undefined when there is none, or when the token
   * names none and several would do.
   *
   * @throws {@link IdentityUnavailableError} when nobody can tell.
   */
  find(
    kid: string | null,
    algorithm: SignatureAlgorithm,
  ): CryptoKey | undefined | Promise<CryptoKey | undefined>;
}

interface UsableKey {
  readonly kid: string | null;
  readonly algorithm: SignatureAlgorithm;
  readonly key: CryptoKey;
}

/**
 * The public keys of an issuer (RFC 7517), each checked before its first use.
 *
 * A set with private or symmetric keys, or with a key id twice, is refused as
 * a whole: whoever publishes it has lost control of it. Keys that are weak,
 * for encryption, or of an unknown type are left out (RFC 7517, section 5).
 *
 * @public
 */
export class KeySet implements KeySource {
  readonly #keys: readonly UsableKey[];

  private constructor(keys: readonly UsableKey[]) {
    this.#keys = keys;
  }

  /**
   * @param value - A JWK set, parsed.
   * @param algorithms - What the issuer may sign with.
   * @throws {@link KeySetRefusedError}
   */
  static async from(
    value: unknown,
    algorithms: readonly SignatureAlgorithm[],
  ): Promise<KeySet> {
    const jwks = checkSet(value);
    const usable: UsableKey[] = [];
    const leftOut: string[] = [];
    for (const [index, jwk] of jwks.entries()) {
      const problem = keyProblem(jwk);
      const found = problem ? [] : await importFor(jwk, algorithms);
      usable.push(...found);
      if (!found.length) {
        leftOut.push(`key ${index}: ${problem ?? 'for no allowed algorithm'}`);
      }
    }
    if (!usable.length) {
      throw new KeySetRefusedError(
        'no_usable_key',
        `The key set has no key to verify with (${leftOut.join('; ')})`,
      );
    }
    return new KeySet(usable);
  }

  /** {@inheritDoc KeySource.find} */
  find(
    kid: string | null,
    algorithm: SignatureAlgorithm,
  ): CryptoKey | undefined {
    const matching = this.#keys.filter(
      key => key.algorithm === algorithm && (kid === null || key.kid === kid),
    );
    return matching.length === 1 ? matching[0].key : undefined;
  }
}

function checkSet(value: unknown): Array<Record<string, unknown>> {
  const keys = isObject(value) ? value.keys : undefined;
  if (!Array.isArray(keys) || !keys.every(isObject)) {
    throw new KeySetRefusedError('set_malformed', 'This is not a JWK set');
  }
  if (keys.length > MAX_KEYS) {
    throw new KeySetRefusedError(
      'set_too_large',
      `The key set has more than ${MAX_KEYS} keys`,
    );
  }
  const kids = new Set<unknown>();
  for (const jwk of keys) {
    if (jwk.kty === 'oct') {
      throw new KeySetRefusedError(
        'key_symmetric',
        'The key set holds a symmetric key',
      );
    }
    if (PRIVATE.some(name => Object.hasOwn(jwk, name))) {
      throw new KeySetRefusedError(
        'key_private',
        'The key set holds a private key',
      );
    }
    if (jwk.kid !== undefined && kids.has(jwk.kid)) {
      throw new KeySetRefusedError(
        'kid_duplicate',
        'The key set has a key id twice',
      );
    }
    kids.add(jwk.kid);
  }
  return keys;
}

/** What is wrong with a key, whatever the algorithm. */
function keyProblem(jwk: Record<string, unknown>): string | undefined {
  const { kid, use, key_ops: operations, alg } = jwk;
  if (kid !== undefined && !(typeof kid === 'string' && kid.length <= 256)) {
    return 'key id is not a string of at most 256 characters';
  }
  if (use !== undefined && use !== 'sig') {
    return 'not for signatures';
  }
  if (
    operations !== undefined &&
    !(Array.isArray(operations) && operations.includes('verify'))
  ) {
    return 'not for verification';
  }
  if (alg !== undefined && !keyFormOf(alg)) {
    return 'unknown algorithm';
  }
  return jwk.kty === 'RSA' ? rsaProblem(jwk.n, jwk.e) : undefined;
}

async function importFor(
  jwk: Record<string, unknown>,
  algorithms: readonly SignatureAlgorithm[],
): Promise<UsableKey[]> {
  const found: UsableKey[] = [];
  for (const algorithm of algorithms) {
    const material = materialFor(jwk, algorithm);
    if (material) {
      try {
        const key = await importJWK(material, algorithm);
        found.push({
          kid: (jwk.kid as string | undefined) ?? null,
          algorithm,
          key: key as CryptoKey,
        });
      } catch {
        // A point that is not on the curve: no key at all.
      }
    }
  }
  return found;
}

/** The members that make the key, and none that would steer its import. */
function materialFor(
  jwk: Record<string, unknown>,
  algorithm: SignatureAlgorithm,
): Record<string, string> | undefined {
  const form = keyFormOf(algorithm);
  const { kty, crv, n, e, x, y, alg } = jwk;
  if (form?.kty !== kty || (alg !== undefined && alg !== algorithm)) {
    return undefined;
  }
  if (kty === 'RSA') {
    return { kty, n: String(n), e: String(e) };
  }
  if (crv !== form?.crv) {
    return undefined;
  }
  // RFC 7518, section 6.2.1.2: the full size of a coordinate.
  const whole = (value: unknown): value is string =>
    typeof value === 'string' && decodeBase64Url(value)?.length === form?.size;
  if (!whole(x)) {
    return undefined;
  }
  if (kty === 'OKP') {
    return { kty, crv: String(crv), x };
  }
  return whole(y) ? { kty: 'EC', crv: String(crv), x, y } : undefined;
}
