import type { LlmScope } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Knex } from 'knex';
import { hash, randomBytes, randomUUID } from 'node:crypto';
import { currentEpoch } from './epoch';
import { ALL_SCOPES, type CredentialGrant } from './grant';
import { CredentialError, CredentialInputError } from './types';

/** How they begin, so that scanners can find them. */
export const DEVELOPMENT_PREFIX = 'wmk_dev_';

const SECRET_BYTES = 32;
const FORM = /^wmk_dev_[A-Za-z0-9_-]{43}$/;
const DAY = 24 * 60 * 60_000;
const MAX_LIFETIME = 366 * DAY;
const TABLE = 'credential_development_key';

/** Who a development key stands for. Refs are normalised. */
export interface DevelopmentKeyRequest {
  /** At least one of user and service. */
  readonly user: string | null;
  readonly service: string | null;
  /** All when left out. */
  readonly scopes?: readonly LlmScope[];
  /** Milliseconds, at most 366 days; default 30 days. */
  readonly lifetime?: number;
}

/** The key is told once; only its SHA-256 is kept. */
export interface DevelopmentKey {
  readonly key: string;
  /** What it is called in the audit and revoked by. */
  readonly id: string;
  /** UTC milliseconds. */
  readonly expiresAt: number;
}

/** Nobody may make or use development keys here. */
export class DevelopmentKeysDisabledError extends Error {
  readonly name = 'DevelopmentKeysDisabledError';
  readonly code = 'development_keys_disabled';
}

/** Opaque keys for one's own machine, good for one database. */
export class DevelopmentKeys {
  readonly #knex: Knex;
  readonly #clock: () => number;
  readonly #allowed: () => boolean;

  constructor(knex: Knex, clock: () => number, allowed: () => boolean) {
    this.#knex = knex;
    this.#clock = clock;
    this.#allowed = allowed;
  }

  /** @throws DevelopmentKeysDisabledError, CredentialInputError */
  async create(request: DevelopmentKeyRequest): Promise<DevelopmentKey> {
    if (!this.#allowed()) {
      throw new DevelopmentKeysDisabledError(
        'Development keys are not allowed: llmProxy.credentials.development is off, or NODE_ENV is production',
      );
    }
    const { user, service, scopes = ALL_SCOPES, lifetime = 30 * DAY } = request;
    if (user === null && service === null) {
      throw new CredentialInputError(
        'A development key is for a user or a service',
      );
    }
    if (!(lifetime > 0 && lifetime <= MAX_LIFETIME)) {
      throw new CredentialInputError(
        'A development key lives for at most 366 days',
      );
    }
    const secret = randomBytes(SECRET_BYTES).toString('base64url');
    const key = `${DEVELOPMENT_PREFIX}${secret}`;
    const id = `dev-${randomUUID()}`;
    const now = this.#clock();
    const expiresAt = now + lifetime;
    await this.#knex(TABLE).where('expires_at', '<', now).delete();
    await this.#knex(TABLE).insert({
      id,
      digest: digestOf(key),
      user_ref: user,
      service_ref: service,
      scopes: scopes.join(' '),
      epoch: await currentEpoch(this.#knex),
      created_at: now,
      expires_at: expiresAt,
    });
    return { key, id, expiresAt };
  }

  /** @throws CredentialError; what the database throws passes through. */
  async introspect(key: string): Promise<CredentialGrant> {
    if (!this.#allowed()) {
      throw new CredentialError(
        'invalid',
        'Development keys are not allowed here',
      );
    }
    if (!FORM.test(key)) {
      throw new CredentialError('malformed', 'Not a development key');
    }
    const row = await this.#knex(TABLE).where('digest', digestOf(key)).first();
    if (!row) {
      throw new CredentialError('invalid', 'Unknown development key');
    }
    if (Number(row.expires_at) <= this.#clock()) {
      throw new CredentialError('expired', 'Expired development key');
    }
    return {
      subject: row.user_ref ?? row.service_ref,
      service: row.service_ref,
      scopes: row.scopes.split(' '),
      deployment: null,
      commit: null,
      actor: null,
      credentialId: row.id,
      expiresAt: Number(row.expires_at),
      epoch: Number(row.epoch),
    };
  }

  /** When the key with that id ends; null when there is none. */
  async expiryOf(id: string): Promise<number | null> {
    const row = await this.#knex(TABLE).where({ id }).first('expires_at');
    return row ? Number(row.expires_at) : null;
  }
}

function digestOf(key: string): string {
  return hash('sha256', key, 'hex');
}
