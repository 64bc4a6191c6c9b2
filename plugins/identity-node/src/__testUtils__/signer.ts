import {
  CompactSign,
  exportJWK,
  generateKeyPair,
  type JWK,
  type CryptoKey,
} from 'jose';
import type { SignatureAlgorithm } from '../jws/algorithms';

/** A key pair of a test, and tokens signed with it. */
export interface Signer {
  readonly kid: string;
  readonly jwk: JWK;
  readonly privateJwk: JWK;
  /** Signs claims, or bytes as they are; `header` adds to and replaces. */
  sign(
    claims: object | string,
    header?: Record<string, unknown>,
  ): Promise<string>;
}

export async function makeSigner(
  algorithm: SignatureAlgorithm = 'ES256',
  kid: string = 'key-1',
): Promise<Signer> {
  const pair = await generateKeyPair(algorithm, { extractable: true });
  const jwk = await exportJWK(pair.publicKey);
  return {
    kid,
    jwk: { ...jwk, kid, alg: algorithm, use: 'sig' },
    privateJwk: { ...(await exportJWK(pair.privateKey)), kid },
    async sign(claims, header = {}) {
      return signWith(pair.privateKey, claims, {
        alg: algorithm,
        kid,
        typ: 'JWT',
        ...header,
      });
    },
  };
}

async function signWith(
  key: CryptoKey,
  claims: object | string,
  header: Record<string, unknown>,
): Promise<string> {
  const text = typeof claims === 'string' ? claims : JSON.stringify(claims);
  const signer = new CompactSign(Buffer.from(text));
  signer.setProtectedHeader(JSON.parse(JSON.stringify(header)));
  return signer.sign(key);
}
