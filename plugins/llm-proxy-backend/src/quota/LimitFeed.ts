import type { BudgetStore } from './BudgetStore';
import type { Ledger } from './types';

/**
 * Brings the limits of record to the ledger: at the start, after a change
 * here, and by polling after a change on another replica.
 */
export class LimitFeed {
  readonly #budgets: BudgetStore;
  readonly #ledger: Ledger;
  readonly #begin: () => Promise<void>;
  readonly #every: number;
  #begun = false;
  #pushed = -1;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  /**
   * @param options - `begin` opens the books of the ledger, tried until it
   *   succeeds; `every` is in milliseconds
   */
  constructor(options: {
    budgets: BudgetStore;
    ledger: Ledger;
    begin?: () => Promise<void>;
    every?: number;
  }) {
    this.#budgets = options.budgets;
    this.#ledger = options.ledger;
    this.#begin = options.begin ?? (async () => {});
    this.#every = options.every ?? 1_000;
  }

  /** The first push is over when it resolves, though the store may be away. */
  async start(): Promise<void> {
    await this.push().catch(() => {});
    this.#schedule();
  }

  /** Rejects when the store is away; the next poll tries again. */
  push(): Promise<void> {
    const next = this.#running.catch(() => {}).then(() => this.#push());
    this.#running = next;
    return next;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running.catch(() => {});
  }

  async #push(): Promise<void> {
    if (!this.#begun) {
      await this.#begin();
      this.#begun = true;
    }
    const revision = await this.#budgets.revision();
    if (revision !== this.#pushed) {
      const budgets = await this.#budgets.list();
      await this.#ledger.setLimits(
        new Map(budgets.map(({ scope, limit }) => [scope, limit])),
        revision,
      );
      this.#pushed = revision;
    }
  }

  #schedule(): void {
    if (!this.#closed) {
      this.#timer = setTimeout(async () => {
        await this.push().catch(() => {});
        this.#schedule();
      }, this.#every);
      this.#timer.unref();
    }
  }
}
