import { TokenRefusedError } from '../errors';
import { parseStrictObject } from './strictJson';

/** Characters; GitHub's tokens have about 2,000. */
const MAX_LENGTH = 16_384;

/** The parts of a token, before anything about it is believed. */
export interface CompactJws {
  readonly token: string;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Uint8Array;
}

/**
 * Takes the compact form of RFC 7515, section 7.1, apart. jose reads base64url
 * with white space, padding and stray bits; here each token has one spelling.
 */
export function lexCompactJws(token: unknown): CompactJws {
  if (typeof token !== 'string' || token.length > MAX_LENGTH) {
    throw malformed();
  }
  const parts = token.split('.', 4);
  if (parts.length !== 3) {
    throw malformed();
  }
  const [head, payload, signature] = parts.map(decodeBase64Url);
  if (!head || !payload || !signature?.length) {
    throw malformed();
  }
  const header = parseStrictObject(head);
  if (!header) {
    throw new TokenRefusedError(
      'header_refused',
      'The header of the token is not a JSON object with unique names',
    );
  }
  return { token, header, payload };
}

/**
 * Base64url as RFC 7515, section 2, has it: no padding, no white space, unused
 * bits zero. Undefined for anything else.
 */
export function decodeBase64Url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}

function malformed(): TokenRefusedError {
  return new TokenRefusedError(
    'token_malformed',
    'The token is not in the compact form of a JSON web signature',
  );
}
