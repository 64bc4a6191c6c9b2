import type { PolicyBundle } from '../bundle/types';
import { PolicyEngineError } from '../errors';
import { EngineWorker } from './EngineWorker';

/** Lends worker threads; dead ones are replaced when they are needed. */
export class WorkerPool {
  readonly #idle: EngineWorker[] = [];
  readonly #all = new Set<EngineWorker>();
  readonly #waiting: Array<{
    resolve(worker: EngineWorker): void;
    reject(error: Error): void;
  }> = [];
  #closed = false;

  constructor(
    private readonly bundle: PolicyBundle,
    private readonly options: { workers: number; queue: number },
  ) {}

  /**
   * Runs `work` with a thread of its own.
   *
   * @throws PolicyEngineError `policy.busy` over the queue, `policy.closed`
   */
  async use<T>(work: (worker: EngineWorker) => Promise<T>): Promise<T> {
    const worker = await this.#acquire();
    try {
      return await work(worker);
    } finally {
      this.#release(worker);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    const reason = closed();
    this.#waiting.splice(0).forEach(({ reject }) => reject(reason));
    await Promise.all([...this.#all].map(worker => worker.end(reason)));
    this.#all.clear();
  }

  #acquire(): EngineWorker | Promise<EngineWorker> {
    if (this.#closed) {
      throw closed();
    }
    const worker = this.#take();
    if (worker) {
      return worker;
    }
    if (this.#waiting.length >= this.options.queue) {
      throw new PolicyEngineError(
        'policy.busy',
        'Too many evaluations wait for a thread.',
      );
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #take(): EngineWorker | null {
    const idle = this.#idle.pop();
    if (idle || this.#all.size >= this.options.workers) {
      return idle ?? null;
    }
    const worker = new EngineWorker(this.bundle);
    this.#all.add(worker);
    return worker;
  }

  #release(worker: EngineWorker): void {
    if (worker.usable) {
      this.#idle.push(worker);
    } else {
      this.#all.delete(worker);
    }
    if (this.#waiting.length > 0 && !this.#closed) {
      const next = this.#take();
      if (next) {
        this.#waiting.shift()?.resolve(next);
      }
    }
  }
}

function closed(): PolicyEngineError {
  return new PolicyEngineError('policy.closed', 'The engine was closed.');
}
