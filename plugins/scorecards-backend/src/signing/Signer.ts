import {
  calculateJwkThumbprint,
  CompactSign,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { StatementSigner } from '../ports';
import { KeyStore, type StoredKey } from './KeyStore';
import type { Knex } from 'knex';

const DAY = 86_400_000;
const ALGORITHM = 'ES256';
/** How long another replica's new key may stay unnoticed; far under the time that it is announced. */
const CACHE_MS = 60_000;

/** Times in milliseconds. */
export interface SignerOptions {
  knex: Knex;
  /** How long what was signed is of use: so long public keys stay. Default 400 days. */
  keepFor?: number;
  now?: () => number;
  /** Private key of the operator's own, ES256; replaces those of the database. */
  ownKey?: JWK;
  /** How long one key signs. Default 90 days. */
  rotateEvery?: number;
  /** How long a key is in the JWKS before it signs. Default 7 days. */
  announceFor?: number;
}

/**
 * Signs for the portal with ES256 keys that are announced before they sign,
 * and stay known for as long as anything that they signed is of use.
 */
export class Signer implements StatementSigner {
  readonly #keys: KeyStore;
  readonly #options: Required<Omit<SignerOptions, 'knex' | 'ownKey'>>;
  readonly #ownKey?: JWK;
  #read?: { keys: StoredKey[]; at: number };

  constructor({ knex, ownKey, ...options }: SignerOptions) {
    this.#keys = new KeyStore(knex);
    this.#ownKey = ownKey;
    this.#options = {
      now: Date.now,
      keepFor: 400 * DAY,
      rotateEvery: 90 * DAY,
      announceFor: 7 * DAY,
      ...options,
    };
  }

  async sign(payload: object, typ: string): Promise<string> {
    const { kid, privateJwk } = await this.#current();
    const key = await importJWK(privateJwk, ALGORITHM);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: ALGORITHM, kid, typ })
      .sign(key);
  }

  /** Public keys: the one that signs, the next one, and those of the past. */
  async jwks(): Promise<{ keys: JWK[] }> {
    await this.#current();
    const keys = await this.#all();
    return {
      keys: keys.map(({ kid, publicJwk }) => ({
        ...publicJwk,
        kid,
        alg: ALGORITHM,
        use: 'sig',
      })),
    };
  }

  /** Makes the next key in time, and forgets what is not needed any more. */
  async maintain(): Promise<void> {
    const { announceFor, keepFor, now, rotateEvery } = this.#options;
    const keys = await this.#all(true);
    const newest = keys.at(-1);
    if (this.#ownKey || !newest) {
      await this.#current();
    } else if (now() >= newest.signsFrom + rotateEvery - announceFor) {
      await this.#keys.add(
        await makeKey(newest.generation + 1, now() + announceFor),
      );
    }
    for (const [place, { kid, privateJwk }] of keys.entries()) {
      const successor = keys[place + 1];
      // A replica whose view is old may sign a little longer.
      if (successor && now() > successor.signsFrom + 2 * CACHE_MS) {
        if (privateJwk) {
          await this.#keys.dropPrivate(kid);
        }
        if (now() > successor.signsFrom + keepFor) {
          await this.#keys.remove(kid);
        }
      }
    }
    this.#read = undefined;
  }

  /** The key that signs now; the first one is made on demand. */
  async #current(): Promise<StoredKey & { privateJwk: JWK }> {
    const own = this.#ownKey && (await this.#adopt(this.#ownKey));
    if (own) {
      return own;
    }
    const signing = latest(await this.#all(), this.#options.now());
    if (signing) {
      return signing;
    }
    const newest = (await this.#all(true)).at(-1);
    if (!newest?.privateJwk) {
      const generation = (newest?.generation ?? 0) + 1;
      await this.#keys.add(await makeKey(generation, this.#options.now()));
    }
    const known = await this.#all(true);
    // After a step of the clock into the past, the oldest of the future signs.
    const made = latest(known, this.#options.now()) ?? known.find(isPrivate);
    if (!made) {
      throw new Error('No key to sign with');
    }
    return made;
  }

  /** The operator's key, made known beside those of the past. */
  async #adopt(jwk: JWK): Promise<StoredKey & { privateJwk: JWK }> {
    const { kid, publicJwk } = await describe(jwk);
    const signsFrom = this.#options.now();
    for (;;) {
      const keys = await this.#all();
      const known = keys.find(key => key.kid === kid);
      if (known) {
        return { ...known, privateJwk: jwk };
      }
      const generation = (keys.at(-1)?.generation ?? 0) + 1;
      await this.#keys.add({
        kid,
        generation,
        publicJwk,
        privateJwk: null,
        signsFrom,
      });
      this.#read = undefined;
    }
  }

  async #all(fresh = false): Promise<StoredKey[]> {
    const now = this.#options.now();
    const known = this.#read;
    if (!fresh && known?.keys.length && Math.abs(now - known.at) < CACHE_MS) {
      return known.keys;
    }
    const keys = await this.#keys.all();
    this.#read = { keys, at: now };
    return keys;
  }
}

function latest(keys: readonly StoredKey[], now: number) {
  return keys.filter(key => key.signsFrom <= now).findLast(isPrivate);
}

function isPrivate(key: StoredKey): key is StoredKey & { privateJwk: JWK } {
  return key.privateJwk !== null;
}

async function makeKey(
  generation: number,
  signsFrom: number,
): Promise<StoredKey> {
  const pair = await generateKeyPair(ALGORITHM, { extractable: true });
  const privateJwk = await exportJWK(pair.privateKey);
  return { ...(await describe(privateJwk)), generation, privateJwk, signsFrom };
}

/** RFC 7638 names a key by what it is. */
async function describe(jwk: JWK): Promise<{ kid: string; publicJwk: JWK }> {
  const publicJwk = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } as JWK;
  return { kid: await calculateJwkThumbprint(publicJwk), publicJwk };
}
