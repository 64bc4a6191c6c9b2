import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/**
 * SHA-256 of a JSON value in its canonical form (RFC 8785), as `sha256:` and hex.
 *
 * @public
 */
export function digestOf(value: object): string {
  return sha256(canonicalize(value) ?? '');
}

/**
 * Of a bundle with the parameters laid over it, out of their digests.
 *
 * @public
 */
export function policyDigest(bundle: string, parameters: string): string {
  return sha256(`${bundle}\n${parameters}`);
}

function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
