/**
 * Signature algorithms that can be allowed; all are asymmetric (RFC 7518,
 * section 3.1; RFC 8037, section 3.1).
 *
 * @public
 */
export type SignatureAlgorithm =
  | 'RS256'
  | 'RS384'
  | 'RS512'
  | 'PS256'
  | 'PS384'
  | 'PS512'
  | 'ES256'
  | 'ES384'
  | 'ES512'
  | 'EdDSA';

/** The keys that an algorithm takes. */
export interface KeyForm {
  readonly kty: 'RSA' | 'EC' | 'OKP';
  readonly crv?: string;
  /** Bytes of a coordinate. */
  readonly size?: number;
}

const RSA: KeyForm = { kty: 'RSA' };

const FORMS: ReadonlyMap<SignatureAlgorithm, KeyForm> = new Map([
  ['RS256', RSA],
  ['RS384', RSA],
  ['RS512', RSA],
  ['PS256', RSA],
  ['PS384', RSA],
  ['PS512', RSA],
  ['ES256', { kty: 'EC', crv: 'P-256', size: 32 }],
  ['ES384', { kty: 'EC', crv: 'P-384', size: 48 }],
  ['ES512', { kty: 'EC', crv: 'P-521', size: 66 }],
  ['EdDSA', { kty: 'OKP', crv: 'Ed25519', size: 32 }],
]);

/** Undefined for what is not one of {@link SignatureAlgorithm}. */
export function keyFormOf(algorithm: unknown): KeyForm | undefined {
  return FORMS.get(algorithm as SignatureAlgorithm);
}
