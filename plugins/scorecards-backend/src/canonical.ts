import canonicalize from 'canonicalize';
import { createHash } from 'node:crypto';

/** RFC 8785: one text per JSON value. */
export function canonicalText(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) {
    throw new TypeError('Not a JSON value');
  }
  return text;
}

/** `sha256:` and hex, over the canonical text. */
export function digestOf(value: unknown): string {
  return sha256(canonicalText(value));
}

/** `sha256:` and hex, over the bytes of a text. */
function sha256(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

/** The digest of a policy: of a bundle and the parameters laid over it. */
export function policyDigestOf(bundle: string, parameters: string): string {
  return sha256(`${bundle}\n${parameters}`);
}
