import {
  KeySet,
  type SignatureAlgorithm,
} from '@waymark/backstage-plugin-identity-node';
import { type CryptoKey, importJWK, type JWK } from 'jose';
import { readFile, stat } from 'node:fs/promises';
import { z } from 'zod';
import { OWN_ALGORITHMS, type SigningKey, type SigningKeys } from './types';

const common = {
  kid: z.string().min(1).max(256),
  d: z.string().min(1),
  x: z.string().min(1),
};

const fileSchema = z.object({
  keys: z
    .array(
      z.discriminatedUnion('kty', [
        z.object({
          ...common,
          kty: z.literal('EC'),
          crv: z.literal('P-256'),
          y: z.string().min(1),
        }),
        z.object({
          ...common,
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
        }),
      ]),
    )
    .min(1)
    .max(8),
});

interface Loaded {
  readonly stamp: string;
  readonly signing: SigningKey;
  readonly publicJwks: readonly JWK[];
  readonly verification: KeySet;
}

/**
 * Keys from a JWK set in a file; the first one signs, the others only verify.
 * The file is read again when it changes.
 */
export class FileSigningKeys implements SigningKeys {
  readonly #path: string;
  #loaded: Loaded;

  private constructor(path: string, loaded: Loaded) {
    this.#path = path;
    this.#loaded = loaded;
  }

  /** @throws Error that names the file, and nothing of what is in it. */
  static async open(path: string): Promise<FileSigningKeys> {
    return new FileSigningKeys(path, await load(path, await stampOf(path)));
  }

  current(): SigningKey {
    return this.#loaded.signing;
  }

  jwks(): { keys: JWK[] } {
    return { keys: [...this.#loaded.publicJwks] };
  }

  find(
    kid: string | null,
    algorithm: SignatureAlgorithm,
  ): CryptoKey | undefined {
    return this.#loaded.verification.find(kid, algorithm);
  }

  async sync(): Promise<void> {
    const stamp = await stampOf(this.#path);
    if (stamp !== this.#loaded.stamp) {
      this.#loaded = await load(this.#path, stamp);
    }
  }
}

async function stampOf(path: string): Promise<string> {
  const { mtimeMs, size, ino } = await stat(path);
  return `${mtimeMs} ${size} ${ino}`;
}

async function load(path: string, stamp: string): Promise<Loaded> {
  try {
    const { keys } = fileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    const publicJwks = keys.map(({ d, ...jwk }) => ({
      ...jwk,
      alg: algorithmOf(jwk.kty),
      use: 'sig',
    }));
    const [first] = keys;
    const algorithm = algorithmOf(first.kty);
    return {
      stamp,
      publicJwks,
      verification: await KeySet.from({ keys: publicJwks }, OWN_ALGORITHMS),
      signing: {
        kid: first.kid,
        algorithm,
        key: (await importJWK(first, algorithm)) as CryptoKey,
      },
    };
  } catch {
    // The cause could quote a private key.
    throw new Error(
      `${path} is not a JWK set of private keys (EC P-256 or OKP Ed25519, each with a kid)`,
    );
  }
}

function algorithmOf(kty: 'EC' | 'OKP'): SignatureAlgorithm {
  return kty === 'EC' ? 'ES256' : 'EdDSA';
}
