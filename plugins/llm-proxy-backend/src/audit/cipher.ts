import { calculateJwkThumbprint, CompactEncrypt, compactDecrypt } from 'jose';
import type { JWK } from 'jose';
import { readFile } from 'node:fs/promises';

/** Seals and opens payloads; which key was used stands in each of them. */
export interface Cipher {
  seal(text: string): Promise<string>;
  /** Throws when no key fits or the text was altered. */
  open(sealed: string): Promise<string>;
}

interface Key {
  readonly id: string;
  readonly alg: 'dir' | 'A256GCMKW';
  readonly secret: Uint8Array;
}

/** RFC 7518, sections 4.5 and 4.7: both take 256 bits with A256GCM. */
const KEY_BYTES = 32;

/**
 * Reads a JWK or a JWK set of `oct` keys of 256 bits. The first key seals, all
 * open: to rotate, put the new one in front. `alg` is `dir` (the default) or
 * `A256GCMKW`; without a `kid` the key is named by its RFC 7638 thumbprint.
 *
 * @throws Error without key material in the text.
 */
export async function readCipher(file: string): Promise<Cipher> {
  return createCipher(await readJwks(file), file);
}

/** See {@link readCipher}. */
export async function createCipher(
  jwks: readonly JWK[],
  source: string,
): Promise<Cipher> {
  const keys = await Promise.all(jwks.map(jwk => toKey(jwk, source)));
  const byId = new Map(keys.map(key => [key.id, key]));
  if (byId.size !== keys.length || keys.length === 0) {
    throw new Error(`${source}: one key or more, each with its own kid`);
  }
  return {
    async seal(text) {
      const [{ id, alg, secret }] = keys;
      return new CompactEncrypt(Buffer.from(text))
        .setProtectedHeader({ alg, enc: 'A256GCM', kid: id })
        .encrypt(secret);
    },
    async open(sealed) {
      const { plaintext } = await compactDecrypt(
        sealed,
        header => {
          const key = byId.get(String(header.kid));
          if (!key || key.alg !== header.alg) {
            throw new Error(`There is no key ${header.kid} in ${source}`);
          }
          return key.secret;
        },
        {
          keyManagementAlgorithms: ['dir', 'A256GCMKW'],
          contentEncryptionAlgorithms: ['A256GCM'],
        },
      );
      return Buffer.from(plaintext).toString('utf8');
    },
  };
}

async function readJwks(file: string): Promise<JWK[]> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    // The parser's message quotes the text, which is a secret.
    const { code } = error as { code?: string };
    throw new Error(`${file}: ${code ?? 'not JSON'}`);
  }
  const { keys } = value as { keys?: JWK[] };
  return Array.isArray(keys) ? keys : [value as JWK];
}

async function toKey(jwk: JWK, source: string): Promise<Key> {
  const secret = Buffer.from(String(jwk?.k ?? ''), 'base64url');
  const alg = jwk?.alg === 'A256GCMKW' ? 'A256GCMKW' : 'dir';
  const known = [undefined, 'dir', 'A256GCM', 'A256GCMKW'].includes(jwk?.alg);
  if (jwk?.kty !== 'oct' || secret.length !== KEY_BYTES || !known) {
    throw new Error(
      `${source}: a key must be kty oct of 256 bits with alg dir or A256GCMKW`,
    );
  }
  const id =
    jwk.kid ?? (await calculateJwkThumbprint({ kty: 'oct', k: String(jwk.k) }));
  return { id, alg, secret };
}
