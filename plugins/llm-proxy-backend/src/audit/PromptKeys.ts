import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
} from 'node:crypto';
import type { AuditIntent } from './types';

const DAY = 86_400_000;
const TENANTS = 10_000;

/**
 * Keys of the day by tenant (HKDF, RFC 5869). Equal prompts of one tenant on
 * one day are seen to be equal; nothing else can be told without the master
 * secret, which is not kept beside the log.
 */
export class PromptKeys {
  readonly #master: Buffer;
  readonly #clock: () => number;
  /** As key objects: making one of bytes costs five times the HMAC. */
  readonly #keys = new Map<string, KeyObject>();
  #day = -1;
  #keyId = '';

  /** @param master - 32 bytes or more */
  constructor(master: Buffer, clock: () => number) {
    this.#master = master;
    this.#clock = clock;
  }

  mac(tenant: string, body: Uint8Array): AuditIntent['prompt'] {
    const key = this.#key(tenant);
    const mac = createHmac('sha256', key).update(body).digest('base64url');
    return { keyId: this.#keyId, mac };
  }

  #key(tenant: string): KeyObject {
    const day = Math.floor(this.#clock() / DAY);
    if (day !== this.#day || this.#keys.size >= TENANTS) {
      this.#day = day;
      this.#keyId = new Date(day * DAY).toISOString().slice(0, 10);
      this.#keys.clear();
    }
    let key = this.#keys.get(tenant);
    if (!key) {
      const info = `waymark llm prompt\0${tenant}`;
      key = createSecretKey(
        Buffer.from(hkdfSync('sha256', this.#master, this.#keyId, info, 32)),
      );
      this.#keys.set(tenant, key);
    }
    return key;
  }
}
