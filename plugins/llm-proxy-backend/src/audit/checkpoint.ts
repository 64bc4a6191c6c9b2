import {
  calculateJwkThumbprint,
  CompactSign,
  compactVerify,
  exportJWK,
  generateKeyPair,
  importJWK,
} from 'jose';
import type { JWK } from 'jose';

/** A signed statement on the chain of a writer. */
export interface Checkpoint {
  readonly v: 1;
  /**
   * `checkpoint`: the chain stood there. `closed`: and nothing follows.
   * `retired`: the segment with the records `first` to `n` was delivered and
   * removed by retention.
   */
  readonly kind: 'checkpoint' | 'closed' | 'retired';
  readonly writer: string;
  readonly segment: number;
  /** Last record. */
  readonly n: number;
  /** Chain after it. */
  readonly head: string;
  /** First record of the segment; for `retired` only. */
  readonly first?: number;
  readonly at: number;
}

/** Signs checkpoints with Ed25519 (RFC 8037). */
export interface CheckpointSigner {
  /** JWK, for those who verify. */
  readonly publicKey: JWK;
  sign(checkpoint: Checkpoint): Promise<string>;
}

const TYPE = 'waymark-audit+jws';

/** A new private key as a JWK. */
export async function makeSigningKey(): Promise<JWK> {
  const { privateKey } = await generateKeyPair('Ed25519', {
    extractable: true,
  });
  return exportJWK(privateKey);
}

/** @param jwk - private, kty OKP, crv Ed25519 */
export async function createSigner(jwk: JWK): Promise<CheckpointSigner> {
  const { kty, crv, x } = jwk;
  const kid = await calculateJwkThumbprint({ kty: 'OKP', crv, x } as JWK);
  const key = await importJWK(jwk, 'Ed25519');
  return {
    publicKey: { kty, crv, x, kid, use: 'sig' },
    async sign(checkpoint) {
      return new CompactSign(Buffer.from(JSON.stringify(checkpoint)))
        .setProtectedHeader({ alg: 'Ed25519', kid, typ: TYPE })
        .sign(key);
    },
  };
}

/** Verifies one checkpoint; rejects when it is not signed by one of the keys. */
export async function verifyCheckpoint(
  jws: string,
  keys: ReadonlyMap<string, JWK>,
): Promise<Checkpoint> {
  const { payload, protectedHeader } = await compactVerify(
    jws,
    async header => {
      const jwk = keys.get(String(header.kid));
      if (!jwk) {
        throw new Error(`signed by the unknown key ${header.kid}`);
      }
      return importJWK(jwk, 'Ed25519');
    },
    { algorithms: ['Ed25519'] },
  );
  if (protectedHeader.typ !== TYPE) {
    throw new Error('not a checkpoint');
  }
  return JSON.parse(Buffer.from(payload).toString('utf8')) as Checkpoint;
}

/** Public keys by RFC 7638 thumbprint, of a JWK or a JWK set. */
export async function publicKeys(value: unknown): Promise<Map<string, JWK>> {
  const set = (value as { keys?: JWK[] }).keys ?? [value as JWK];
  const entries = set.map(async ({ kty, crv, x }) => {
    const key = { kty, crv, x } as JWK;
    return [await calculateJwkThumbprint(key), key] as const;
  });
  return new Map(await Promise.all(entries));
}
