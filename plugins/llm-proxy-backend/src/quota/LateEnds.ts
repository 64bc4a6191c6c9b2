import type { HoldEnd } from './types';

/** The end of a hold that may not even have been made. */
export type LateEnd = HoldEnd | { readonly state: 'void' };

/** Ends that are remembered while the store is away; what is beyond is left to the reaper. */
const MAX_PENDING = 50_000;

/**
 * Ends of holds that the store did not take, tried again until it does. A
 * hold whose making was not confirmed is ended here too: nothing was sent for
 * it. When the process dies first, the reaper finds the hold.
 */
export class LateEnds {
  readonly #pending = new Map<string, LateEnd>();
  readonly #apply: (id: string, end: LateEnd) => Promise<unknown>;
  readonly #every: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  /** @param every - milliseconds between tries */
  constructor(
    apply: (id: string, end: LateEnd) => Promise<unknown>,
    every = 500,
  ) {
    this.#apply = apply;
    this.#every = every;
  }

  get size(): number {
    return this.#pending.size;
  }

  add(id: string, end: LateEnd): void {
    const before = this.#pending.get(id);
    // As in the ledger: the first end counts, but `unreconciled` is replaced.
    if (
      (before && before.state !== 'unreconciled') ||
      (!before && this.#pending.size >= MAX_PENDING)
    ) {
      return;
    }
    this.#pending.set(id, end);
    this.#schedule();
  }

  /** Tries once more, then gives up. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#flush();
  }

  #schedule(): void {
    if (!this.#timer && !this.#closed) {
      this.#timer = setTimeout(async () => {
        await this.#flush();
        this.#timer = undefined;
        if (this.#pending.size) {
          this.#schedule();
        }
      }, this.#every);
      this.#timer.unref();
    }
  }

  /** Stops at the first failure: the others would fail as well. */
  async #flush(): Promise<void> {
    for (const [id, end] of [...this.#pending]) {
      try {
        await this.#apply(id, end);
      } catch {
        return;
      }
      if (this.#pending.get(id) === end) {
        this.#pending.delete(id);
      }
    }
  }
}
