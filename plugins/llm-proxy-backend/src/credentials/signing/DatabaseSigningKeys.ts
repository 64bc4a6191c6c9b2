import {
  KeySet,
  type SignatureAlgorithm,
} from '@waymark/backstage-plugin-identity-node';
import {
  calculateJwkThumbprint,
  type CryptoKey,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { Knex } from 'knex';
import { withTimeout } from '../withTimeout';
import { OWN_ALGORITHMS, type SigningKey, type SigningKeys } from './types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How long a key signs. */
const SIGNS_FOR = 24 * HOUR;
/** How long before its first signature a key is published. */
const PUBLISHED_FOR = HOUR;
/** How long after its last signature a key verifies: longer than any credential lives. */
const VERIFIES_FOR = 30 * MINUTE;
/** A token with an unknown key makes us look at the database this often at most. */
const MISS_COOLDOWN = 1_000;

const ALGORITHM = 'ES256';
const TABLE = 'credential_signing_key';

interface Key {
  readonly generation: number;
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly key: CryptoKey;
  readonly signsFrom: number;
  readonly signsUntil: number;
}

/** ES256 keys that are made and kept in the database, a new one each day. */
export class DatabaseSigningKeys implements SigningKeys {
  readonly #knex: Knex;
  readonly #clock: () => number;
  #keys: readonly Key[] = [];
  #verification: KeySet | undefined;
  #missedAt = -Infinity;
  #pending: Promise<void> | undefined;

  private constructor(knex: Knex, clock: () => number) {
    this.#knex = knex;
    this.#clock = clock;
  }

  static async open(
    knex: Knex,
    clock: () => number,
  ): Promise<DatabaseSigningKeys> {
    const keys = new DatabaseSigningKeys(knex, clock);
    await keys.sync();
    return keys;
  }

  current(): SigningKey {
    const now = this.#clock();
    // The last one goes on when no newer one could be made.
    const key =
      this.#keys.find(
        ({ signsFrom, signsUntil }) => signsFrom <= now && now < signsUntil,
      ) ?? this.#keys.at(-1);
    if (!key) {
      throw new Error('There is no signing key');
    }
    return { kid: key.kid, algorithm: ALGORITHM, key: key.key };
  }

  jwks(): { keys: JWK[] } {
    return { keys: this.#keys.map(({ publicJwk }) => publicJwk) };
  }

  async find(
    kid: string | null,
    algorithm: SignatureAlgorithm,
  ): Promise<CryptoKey | undefined> {
    const known = this.#verification?.find(kid, algorithm);
    const now = this.#clock();
    if (known || now - this.#missedAt < MISS_COOLDOWN) {
      return known;
    }
    // Another replica may have had to make a key at once.
    this.#missedAt = now;
    await withTimeout(this.sync());
    return this.#verification?.find(kid, algorithm);
  }

  sync(): Promise<void> {
    this.#pending ??= this.#sync().finally(() => {
      this.#pending = undefined;
    });
    return this.#pending;
  }

  async #sync(): Promise<void> {
    await this.#load();
    const now = this.#clock();
    const last = this.#keys.at(-1);
    if (!last || last.signsUntil - now < PUBLISHED_FOR) {
      await this.#make(
        (last?.generation ?? 0) + 1,
        Math.max(now, last?.signsUntil ?? 0),
      );
      await this.#load();
      await this.#knex(TABLE)
        .where('signs_until', '<', now - VERIFIES_FOR)
        .andWhere('generation', '<', this.#keys.at(-1)!.generation)
        .delete();
    }
  }

  async #make(generation: number, signsFrom: number): Promise<void> {
    const pair = await generateKeyPair(ALGORITHM, { extractable: true });
    const publicJwk = await exportJWK(pair.publicKey);
    const kid = await calculateJwkThumbprint(publicJwk);
    await this.#knex(TABLE)
      .insert({
        generation,
        kid,
        public_jwk: JSON.stringify({
          ...publicJwk,
          kid,
          alg: ALGORITHM,
          use: 'sig',
        }),
        private_jwk: JSON.stringify(await exportJWK(pair.privateKey)),
        signs_from: signsFrom,
        signs_until: signsFrom + SIGNS_FOR,
      })
      .onConflict('generation')
      .ignore()
      .catch(error => {
        // Its message quotes the whole statement, private key included.
        throw new Error(
          `A signing key cannot be kept (${error?.code ?? 'no code'})`,
        );
      });
  }

  async #load(): Promise<void> {
    const since = this.#clock() - VERIFIES_FOR;
    const all = await this.#knex(TABLE).orderBy('generation');
    // The last one tells the next generation, however old it is.
    const rows = all.filter(
      (row, index) =>
        Number(row.signs_until) >= since || index === all.length - 1,
    );
    const known = new Map(this.#keys.map(key => [key.kid, key]));
    const unchanged =
      rows.length === known.size && rows.every(({ kid }) => known.has(kid));
    if (unchanged) {
      return;
    }
    const keys = await Promise.all(
      rows.map(
        async row =>
          known.get(row.kid) ?? {
            generation: Number(row.generation),
            kid: row.kid,
            publicJwk: JSON.parse(row.public_jwk),
            key: (await importJWK(
              JSON.parse(row.private_jwk),
              ALGORITHM,
            )) as CryptoKey,
            signsFrom: Number(row.signs_from),
            signsUntil: Number(row.signs_until),
          },
      ),
    );
    this.#verification = keys.length
      ? await KeySet.from(
          { keys: keys.map(({ publicJwk }) => publicJwk) },
          OWN_ALGORITHMS,
        )
      : undefined;
    this.#keys = keys;
  }
}
