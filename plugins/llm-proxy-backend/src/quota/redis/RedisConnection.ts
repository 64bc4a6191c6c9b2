import { Redis } from 'ioredis';
import { Gate } from '../Gate';
import { LedgerUnavailableError } from '../types';

/** A Redis that would forget what was spent; says what to set. */
export class RedisNotDurableError extends Error {
  readonly name = 'RedisNotDurableError';
  readonly code = 'redis_not_durable';
}

export interface RedisOptions {
  readonly url: string;
  /** Of one command, in milliseconds. */
  readonly timeout: number;
  /** Milliseconds; default 2 seconds. */
  readonly connectTimeout?: number;
  /** Refuse to work when commits could be lost; for budgets. */
  readonly durable: boolean;
}

/** What must be so for a counter to survive a crash, and how it is said. */
const REQUIRED = [
  ['appendonly', 'yes'],
  ['appendfsync', 'always'],
  ['maxmemory-policy', 'noeviction'],
] as const;

/**
 * A connection to Redis that answers or fails within its time, and that runs
 * nothing twice: no command is queued while there is no connection, and none
 * is sent again when one breaks. What the server is set to is checked after
 * every connect, for a restart may change it.
 */
export class RedisConnection {
  readonly client: Redis;
  readonly gate: Gate;
  readonly #options: RedisOptions;
  #refusal: Error | undefined;
  #checked: Promise<void> | undefined;

  constructor(options: RedisOptions) {
    this.#options = options;
    this.client = new Redis(options.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      connectTimeout: options.connectTimeout ?? 2_000,
      socketTimeout: Math.max(4 * options.timeout, 2_000),
      retryStrategy: times => Math.min(50 * 2 ** Math.min(times, 5), 1_000),
    });
    // Reported by whoever calls; without a listener it would be printed.
    this.client.on('error', () => {});
    this.client.on('close', () => {
      this.#checked = undefined;
    });
    this.gate = new Gate({
      name: 'Redis',
      timeout: options.timeout,
      probe: async () => this.client.ping(),
    });
  }

  /**
   * Connects; a server that is not there is waited for in the background.
   * Rejects with {@link RedisNotDurableError}.
   */
  async start(): Promise<void> {
    await this.client.connect().catch(() => {});
    try {
      await this.run(async () => {});
    } catch (error) {
      if (this.#refusal) {
        throw this.#refusal;
      }
    }
  }

  /** Rejects with a `LedgerUnavailableError`. */
  run<T>(work: (client: Redis) => Promise<T>): Promise<T> {
    return this.gate.run(async turn => {
      await this.#check();
      turn.check();
      return work(this.client);
    });
  }

  async close(): Promise<void> {
    this.gate.close();
    this.client.disconnect();
  }

  #check(): Promise<void> {
    if (!this.#options.durable) {
      return Promise.resolve();
    }
    if (!this.#checked) {
      const checked = this.#verify();
      this.#checked = checked;
      checked.catch(() => {
        if (this.#checked === checked) {
          this.#checked = undefined;
        }
      });
    }
    return this.#checked;
  }

  async #verify(): Promise<void> {
    const found = await this.#settings();
    const wrong = REQUIRED.filter(([name, value]) => found[name] !== value);
    if (!wrong.length) {
      this.#refusal = undefined;
      return;
    }
    const list = (items: readonly (readonly [string, string])[]) =>
      items.map(item => item.join(' ')).join(', ');
    const now = wrong.map(
      ([name]) => [name, found[name] ?? 'unknown'] as const,
    );
    this.#refusal = new RedisNotDurableError(
      `The Redis of llmProxy.quota.redis can lose what was spent (${list(
        now,
      )}): set ${list(wrong)} in its configuration`,
    );
    throw new LedgerUnavailableError(this.#refusal.message, 30, {
      cause: this.#refusal,
    });
  }

  /** Where CONFIG is not allowed, INFO knows all but `appendfsync`. */
  async #settings(): Promise<Record<string, string | undefined>> {
    const found: Record<string, string | undefined> = {};
    for (const [name] of REQUIRED) {
      try {
        const reply = await this.client.config('GET', name);
        found[name] = settingOf(reply, name);
      } catch (error) {
        if (!/NOPERM|unknown command|ERR/.test(String(error))) {
          throw error;
        }
      }
    }
    if (found.appendonly === undefined) {
      const info = await this.client.info();
      found.appendonly = /^aof_enabled:1\r?$/m.test(info) ? 'yes' : 'no';
      found['maxmemory-policy'] = /^maxmemory_policy:(\S+)/m.exec(info)?.[1];
    }
    return found;
  }
}

function settingOf(reply: unknown, name: string): string | undefined {
  if (Array.isArray(reply)) {
    return reply[1] === undefined ? undefined : String(reply[1]);
  }
  const value = (reply as Record<string, unknown> | null)?.[name];
  return value === undefined ? undefined : String(value);
}
