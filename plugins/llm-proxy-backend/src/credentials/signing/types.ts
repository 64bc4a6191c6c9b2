import type {
  KeySource,
  SignatureAlgorithm,
} from '@waymark/backstage-plugin-identity-node';
import type { CryptoKey, JWK } from 'jose';

/** A key to sign with now. */
export interface SigningKey {
  readonly kid: string;
  readonly algorithm: SignatureAlgorithm;
  readonly key: CryptoKey;
}

/** What credentials may be signed with. */
export const OWN_ALGORITHMS: readonly SignatureAlgorithm[] = ['ES256', 'EdDSA'];

/** The keys of the built-in issuer. */
export interface SigningKeys extends KeySource {
  current(): SigningKey;
  /** The public keys, those that will sign soon included. */
  jwks(): { keys: JWK[] };
  /** Takes over what changed elsewhere, and makes the next key in time. */
  sync(): Promise<void>;
}
