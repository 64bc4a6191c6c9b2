import { refuse } from './errors';
import { Worker, type WorkerOptions } from './worker';

/** Size of a pool. */
export interface PoolOptions extends WorkerOptions {
  /** Processes at a time. */
  workers: number;
  /** Requests that may wait for one. */
  queue: number;
}

interface Waiting {
  resolve(worker: Worker): void;
  reject(error: unknown): void;
}

/** Lends child processes; dead ones are replaced when they are needed. */
export class WorkerPool {
  readonly #options: PoolOptions;
  readonly #idle: Worker[] = [];
  readonly #all = new Set<Worker>();
  readonly #waiting: Waiting[] = [];
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
  }

  /** Starts one process ahead of the first request. */
  warmUp(): void {
    if (this.#all.size === 0) {
      this.#idle.push(this.#start());
    }
  }

  /** A process for the caller alone; throws `sbom.busy` over the queue. */
  async acquire(signal?: AbortSignal): Promise<Worker> {
    signal?.throwIfAborted();
    if (this.#closed) {
      throw refuse('sbom.busy', 'The service is shutting down.');
    }
    const worker = this.#take();
    if (worker) {
      return worker;
    }
    if (this.#waiting.length >= this.#options.queue) {
      throw refuse('sbom.busy', 'Too many documents are being analysed.', {
        hint: 'Send it again in a while.',
      });
    }
    return this.#wait(signal);
  }

  /** Takes a process back. */
  release(worker: Worker): void {
    if (!worker.usable) {
      this.#all.delete(worker);
    } else if (!this.#idle.includes(worker)) {
      this.#idle.push(worker);
    }
    while (this.#waiting.length > 0) {
      const next = this.#take();
      if (!next) {
        return;
      }
      this.#waiting.shift()?.resolve(next);
    }
  }

  /** Ends all processes; whoever still uses or awaits one is told. */
  async close(): Promise<void> {
    this.#closed = true;
    const reason = refuse('sbom.busy', 'The service is shutting down.');
    for (const waiting of this.#waiting.splice(0)) {
      waiting.reject(reason);
    }
    const workers = [...this.#all];
    workers.forEach(worker => worker.kill(reason));
    await Promise.all(workers.map(worker => worker.gone()));
  }

  #take(): Worker | null {
    for (let idle = this.#idle.pop(); idle; idle = this.#idle.pop()) {
      if (idle.usable) {
        return idle;
      }
      this.#all.delete(idle);
    }
    return this.#all.size < this.#options.workers ? this.#start() : null;
  }

  #start(): Worker {
    const worker = new Worker(this.#options);
    this.#all.add(worker);
    return worker;
  }

  #wait(signal: AbortSignal | undefined): Promise<Worker> {
    let abort = () => {};
    const promise = new Promise<Worker>((resolve, reject) => {
      const waiting: Waiting = { resolve, reject };
      abort = () => {
        const place = this.#waiting.indexOf(waiting);
        if (place !== -1) {
          this.#waiting.splice(place, 1);
          reject(signal?.reason);
        }
      };
      signal?.addEventListener('abort', abort, { once: true });
      this.#waiting.push(waiting);
    });
    return promise.finally(() => signal?.removeEventListener('abort', abort));
  }
}
