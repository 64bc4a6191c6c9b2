import { decodeBase64Url } from '../jws/lexer';

const MIN_BITS = 2048;
/** Longer ones cost the verifier more than they are worth. */
const MAX_BITS = 8192;

/** Why an RSA key is not used; undefined for a good one. */
export function rsaProblem(n: unknown, e: unknown): string | undefined {
  const modulus = positiveInteger(n);
  const exponent = positiveInteger(e);
  if (modulus === undefined || exponent === undefined) {
    return 'modulus or exponent is not a base64url integer';
  }
  const bits = modulus.toString(2).length;
  if (bits < MIN_BITS || bits > MAX_BITS) {
    return `modulus of ${bits} bits`;
  }
  if (modulus % 2n === 0n) {
    return 'even modulus';
  }
  // FIPS 186-5, appendix A.1.1: odd, and 2^16 < e < 2^256.
  if (exponent % 2n === 0n || exponent <= 0x10000n || exponent >= 2n ** 256n) {
    return 'exponent out of range';
  }
  return isRoca(modulus) ? 'made by a generator that is broken' : undefined;
}

/** RFC 7518, section 2: as few octets as the value needs. */
function positiveInteger(text: unknown): bigint | undefined {
  const bytes = typeof text === 'string' ? decodeBase64Url(text) : undefined;
  return bytes?.length && bytes[0] !== 0
    ? BigInt(`0x${bytes.toString('hex')}`)
    : undefined;
}

const GENERATOR = 65_537;
const LARGEST_PRIME = 167;

/**
 * CVE-2017-15361: the generator's primes are k·M + (65537^a mod M), with M a
 * product of the first primes. So modulo each of these the modulus is a power
 * of 65537, which is true by chance for about one key in 2^28.
 */
function isRoca(modulus: bigint): boolean {
  return smallPrimes().every(prime => {
    const rest = Number(modulus % BigInt(prime));
    let power = 1;
    do {
      if (power === rest) {
        return true;
      }
      power = (power * GENERATOR) % prime;
    } while (power !== 1);
    return false;
  });
}

function smallPrimes(): number[] {
  const primes: number[] = [];
  for (let n = 3; n <= LARGEST_PRIME; n += 2) {
    if (primes.every(prime => n % prime !== 0)) {
      primes.push(n);
    }
  }
  return primes;
}
