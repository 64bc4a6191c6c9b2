import {
  calculateJwkThumbprint,
  CompactSign,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { Knex } from 'knex';
import type { StatementSigner } from '../ports';

const DAY = 86_400_000;

/** How long a key signs. */
const SIGNS_FOR = 30 * DAY;
/** How long before its first signature a key is published. */
const PUBLISHED_FOR = DAY;
/** How often the database is looked at, for keys that other replicas made. */
const LOOK_EVERY = 60_000;

const ALGORITHM = 'ES256';
const TABLE = 'statement_key';

interface KeyRow {
  generation: number;
  kid: string;
  public_jwk: string;
  private_jwk: string | null;
  signs_from: number | string;
  signs_until: number | string;
}

/**
 * ES256 keys (RFC 7518, 3.4) that are made and kept in the database, a new one
 * each month, published a day before. Public keys stay: what a key has signed
 * can be verified for ever. Private ones go when they sign no more.
 */
export class Signer implements StatementSigner {
  readonly #knex: Knex;
  readonly #now: () => number;
  #rows: readonly KeyRow[] = [];
  #lookedAt = -Infinity;
  #looking: Promise<void> | undefined;

  constructor(options: { knex: Knex; now?: () => number }) {
    this.#knex = options.knex;
    this.#now = options.now ?? Date.now;
  }

  /** A compact JWS of the payload as JSON, with that `typ`. */
  async sign(payload: object, typ: string): Promise<string> {
    await this.#sync();
    const row = this.#current();
    if (!row?.private_jwk) {
      throw new Error('There is no key to sign with');
    }
    const key = await importJWK(JSON.parse(row.private_jwk), ALGORITHM);
    return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
      .setProtectedHeader({ alg: ALGORITHM, kid: row.kid, typ })
      .sign(key);
  }

  /** The public keys, oldest first (RFC 7517). */
  async jwks(): Promise<{ keys: JWK[] }> {
    await this.#sync();
    return { keys: this.#rows.map(row => JSON.parse(row.public_jwk)) };
  }

  #current(): KeyRow | undefined {
    const now = this.#now();
    return this.#rows.find(
      row => Number(row.signs_from) <= now && now < Number(row.signs_until),
    );
  }

  async #sync(): Promise<void> {
    const isFresh = this.#now() - this.#lookedAt < LOOK_EVERY;
    if (!isFresh || !this.#current()) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
      await this.#looking;
    }
  }

  async #look(): Promise<void> {
    const now = this.#now();
    await this.#load();
    const last = this.#rows[this.#rows.length - 1];
    const until = Number(last?.signs_until ?? 0);
    if (until - now < PUBLISHED_FOR) {
      await this.#add((last?.generation ?? 0) + 1, Math.max(until, now));
    }
    if (!this.#current()) {
      // Nobody has signed since long before the last key ended.
      const newest = this.#rows[this.#rows.length - 1];
      await this.#add((newest?.generation ?? 0) + 1, now);
    }
    await this.#knex<KeyRow>(TABLE)
      .where('signs_until', '<=', now)
      .whereNotNull('private_jwk')
      .update({ private_jwk: null });
    this.#lookedAt = now;
  }

  async #load(): Promise<void> {
    this.#rows = await this.#knex<KeyRow>(TABLE).orderBy('generation');
  }

  /** Of replicas that add at the same time, one does: the others take its key. */
  async #add(generation: number, from: number): Promise<void> {
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const jwk = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    await this.#knex(TABLE)
      .insert({
        generation,
        kid,
        public_jwk: JSON.stringify({ ...jwk, kid, alg: ALGORITHM, use: 'sig' }),
        private_jwk: JSON.stringify(await exportJWK(pair.privateKey)),
        signs_from: from,
        signs_until: from + SIGNS_FOR,
      })
      .onConflict('generation')
      .ignore();
    await this.#load();
  }
}
