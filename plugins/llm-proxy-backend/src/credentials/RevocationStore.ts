import type { Knex } from 'knex';
import { nextEpoch } from './epoch';

/** A credential that was revoked. Instants are UTC milliseconds. */
export interface RevocationRow {
  readonly jti: string;
  /** When the credential ends anyway; the row is not needed after it. */
  readonly expiresAt: number;
}

const TABLE = 'credential_revocation';

/** Revoked credentials, in the database that all replicas share. */
export class RevocationStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  async revoke(
    row: RevocationRow & { at: number; by: string; reason: string },
  ): Promise<void> {
    const { expiresAt, ...rest } = row;
    await this.#knex.transaction(async transaction => {
      const version = await nextEpoch(transaction);
      await transaction(TABLE)
        .insert({ ...rest, expires_at: expiresAt, version })
        .onConflict('jti')
        .merge();
    });
  }

  /** What changed after an epoch, in no order. */
  async since(epoch: number): Promise<RevocationRow[]> {
    const rows = await this.#knex(TABLE)
      .where('version', '>', epoch)
      .select('jti', 'expires_at');
    return rows.map(({ jti, expires_at }) => ({
      jti,
      expiresAt: Number(expires_at),
    }));
  }

  /** Forgets what ended before an instant. */
  async prune(before: number): Promise<void> {
    await this.#knex(TABLE).where('expires_at', '<', before).delete();
  }
}
