import { LedgerUnavailableError } from './types';

/** How often a store that did not answer is asked again, in milliseconds. */
const PROBE_EVERY = 250;

/** Ends work that has not begun when its time is over. */
export interface Turn {
  /** Throws when nobody waits for the result any more. */
  check(): void;
}

/**
 * Bounds every call to a store in time. Once one was not answered, callers are
 * told so at once, until a probe is answered: a store that hangs must not
 * collect the work of all requests meanwhile.
 */
export class Gate {
  readonly #name: string;
  readonly #timeout: number;
  readonly #probe: () => Promise<unknown>;
  #shut = false;
  #closed = false;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param options - `name` begins the sentences of errors, `timeout` is in
   *   milliseconds, `probe` asks the store whether it is there
   */
  constructor(options: {
    name: string;
    timeout: number;
    probe: () => Promise<unknown>;
  }) {
    this.#name = options.name;
    this.#timeout = options.timeout;
    this.#probe = options.probe;
  }

  /** False while the store is known not to answer. */
  get open(): boolean {
    return !this.#shut;
  }

  /** Rejects with {@link LedgerUnavailableError}, whatever went wrong. */
  async run<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    if (this.#shut) {
      throw new LedgerUnavailableError(`${this.#name} does not answer`);
    }
    try {
      return await this.#bounded(work);
    } catch (error) {
      if (
        error instanceof LedgerUnavailableError ||
        error instanceof RangeError
      ) {
        throw error;
      }
      throw new LedgerUnavailableError(`${this.#name} failed`, undefined, {
        cause: error,
      });
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #bounded<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    let over = false;
    const late = () =>
      new LedgerUnavailableError(
        `${this.#name} did not answer within ${this.#timeout} ms`,
      );
    const turn = {
      check() {
        if (over) {
          throw late();
        }
      },
    };
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        over = true;
        this.#close();
        reject(late());
      }, this.#timeout);
    });
    try {
      return await Promise.race([work(turn), timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  #close(): void {
    if (!this.#shut && !this.#closed) {
      this.#shut = true;
      this.#ask();
    }
  }

  #ask(): void {
    const again = () => {
      if (!this.#closed) {
        this.#timer = setTimeout(() => this.#ask(), PROBE_EVERY);
        this.#timer.unref();
      }
    };
    this.#probe().then(() => {
      this.#shut = false;
    }, again);
  }
}
