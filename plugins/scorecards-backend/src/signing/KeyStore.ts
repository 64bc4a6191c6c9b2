import { isUniqueViolation } from '@waymark/backstage-plugin-waymark-node';
import type { JWK } from 'jose';
import type { Knex } from 'knex';

interface KeyRow {
  kid: string;
  generation: number;
  public_jwk: string;
  private_jwk: string | null;
  signs_from: number | string;
}

/** A key as it is kept. Without `privateJwk` it only verifies. */
export interface StoredKey {
  readonly kid: string;
  /** Counts up from 1: the next key is made once, whoever makes it. */
  readonly generation: number;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK | null;
  /** UTC ms. */
  readonly signsFrom: number;
}

/** The keys of the portal. */
export class KeyStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Oldest first. */
  async all(): Promise<StoredKey[]> {
    const rows = await this.#knex<KeyRow>('signing_key').orderBy('generation');
    return rows.map(row => ({
      kid: row.kid,
      generation: row.generation,
      publicJwk: JSON.parse(row.public_jwk),
      privateJwk: row.private_jwk === null ? null : JSON.parse(row.private_jwk),
      signsFrom: Number(row.signs_from),
    }));
  }

  /** False if another replica was first. */
  async add(key: StoredKey): Promise<boolean> {
    try {
      await this.#knex<KeyRow>('signing_key').insert({
        kid: key.kid,
        generation: key.generation,
        public_jwk: JSON.stringify(key.publicJwk),
        private_jwk: key.privateJwk && JSON.stringify(key.privateJwk),
        signs_from: key.signsFrom,
      });
      return true;
    } catch (error) {
      if (isUniqueViolation(error)) {
        return false;
      }
      throw error;
    }
  }

  /** Forgets how to sign with a key that has a successor. */
  async dropPrivate(kid: string): Promise<void> {
    await this.#knex<KeyRow>('signing_key')
      .where({ kid })
      .update({ private_jwk: null });
  }

  async remove(kid: string): Promise<void> {
    await this.#knex<KeyRow>('signing_key').where({ kid }).delete();
  }
}
