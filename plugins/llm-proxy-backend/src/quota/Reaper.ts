import type { AuditAct } from '../audit/types';
import type { Hold, Ledger } from './types';

/** What is to be written into the audit log. */
export type Act = Pick<AuditAct, 'by' | 'what' | 'detail'>;

/** A hold that its process left open, and what to say of it. */
export interface Reaped {
  readonly hold: Hold;
  readonly act: Act;
}

/**
 * Turns holds that outlived their time to unreconciled: their process died, or
 * their store was away. A late settle still replaces that.
 */
export class Reaper {
  readonly #ledger: Ledger;
  readonly #reaped: (one: Reaped) => void;
  readonly #every: number;
  readonly #batch: number;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> = Promise.resolve();
  #closed = false;

  /** @param options - `every` in milliseconds, default 30 seconds */
  constructor(
    ledger: Ledger,
    options: {
      reaped: (one: Reaped) => void;
      every?: number;
      batch?: number;
      now?: () => number;
    },
  ) {
    this.#ledger = ledger;
    this.#reaped = options.reaped;
    this.#every = options.every ?? 30_000;
    this.#batch = options.batch ?? 500;
    this.#now = options.now ?? Date.now;
  }

  start(): void {
    if (!this.#closed) {
      this.#timer = setTimeout(() => {
        // A store that is away has its holds reaped later.
        this.#running = this.run().catch(() => {});
        this.#running.then(() => this.start());
      }, this.#every);
      this.#timer.unref();
    }
  }

  /** All that expired until now. Rejects when the store is away. */
  async run(): Promise<Reaped[]> {
    const now = this.#now();
    const all: Reaped[] = [];
    for (;;) {
      const holds = await this.#ledger.reap(now, this.#batch);
      for (const hold of holds) {
        const one = { hold, act: actOf(hold) };
        all.push(one);
        this.#reaped(one);
      }
      if (holds.length < this.#batch) {
        return all;
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running;
  }
}

function actOf({ id, attemptId, period, amount, expiresAt }: Hold): Act {
  return {
    by: 'system',
    what: 'hold.expired',
    detail: { holdId: id, attemptId, period, amount, expiresAt },
  };
}
