import { stat } from 'node:fs/promises';
import { BomRefusedError, refuse } from './errors';
import { type AnalysisLimits, defaultLimits } from './limits';
import { WorkerPool } from './pool';
import type { Reply, ReplyOf, Request } from './protocol';
import type {
  AnalysedBom,
  AnalysedComponent,
  Analysis,
  BomAnalyser,
} from './types';
import type { DocumentStamps, DocumentTemplate } from './template';
import type { Worker } from './worker';

/** Options of {@link createBomAnalyser}; each has a default. */
export interface BomAnalyserOptions {
  /** Child processes at a time, at least 1. Default 2. */
  workers?: number;
  /** Documents that may wait for one; more answer `sbom.busy`. Default 32. */
  queue?: number;
  /** Heap of each child in mebibytes. Default 1024. */
  heapMb?: number;
  /** Milliseconds that one analysis may take. Default 120,000. */
  deadlineMs?: number;
  /**
   * Documents larger than this, in bytes, leave their child with a heap that
   * it does not give back: it is replaced. Default 64 MiB.
   */
  recycleBytes?: number;
  /** Caps on what a document holds. */
  limits?: Partial<AnalysisLimits>;
  /** Start a child at once instead of at the first document. Default false. */
  warm?: boolean;
}

/** A process of the pool, to be given back. */
interface Loan {
  worker: Worker;
  giveBack(): void;
}

class HeldAnalysis implements Analysis {
  readonly bom: AnalysedBom;
  readonly #worker: Worker;
  readonly #giveBack: () => void;
  #released = false;
  /** One request at a time, whoever asks. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(bom: AnalysedBom, worker: Worker, giveBack: () => void) {
    this.bom = bom;
    this.#worker = worker;
    this.#giveBack = giveBack;
  }

  async *components(): AsyncIterable<AnalysedComponent[]> {
    let start = 0;
    while (start < this.bom.componentCount) {
      const at = start;
      const { components } = await this.#inTurn(() =>
        this.#worker.ask({ type: 'components', start: at }, 'components'),
      );
      yield components;
      start += components.length;
    }
  }

  async graph(): Promise<Uint8Array | null> {
    const reply = await this.#inTurn(() =>
      this.#worker.ask({ type: 'graph' }, 'graph'),
    );
    return reply.graph;
  }

  release(): void {
    if (this.#released) {
      return;
    }
    this.#released = true;
    const forget = () => this.#worker.ask({ type: 'release' }, 'released');
    this.#last = this.#last
      .then(forget)
      // A child that died meanwhile has forgotten as well.
      .catch(() => {})
      .then(this.#giveBack);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    if (this.#released) {
      throw new Error('The analysis was released');
    }
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }
}

class PooledAnalyser implements BomAnalyser {
  readonly #pool: WorkerPool;
  readonly #deadlineMs: number;
  readonly #recycleBytes: number;

  constructor(options: BomAnalyserOptions) {
    this.#deadlineMs = options.deadlineMs ?? 120_000;
    this.#recycleBytes = options.recycleBytes ?? 64 * 1024 * 1024;
    this.#pool = new WorkerPool({
      workers: options.workers ?? 2,
      queue: options.queue ?? 32,
      heapMb: options.heapMb ?? 1024,
      limits: { ...defaultLimits, ...options.limits },
    });
    if (options.warm) {
      this.#pool.warmUp();
    }
  }

  async analyse(
    file: string,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<Analysis> {
    const loan = await this.#borrow(file, signal);
    const request = { type: 'analyse', file } as const;
    const { bom } = await this.#ask(loan, request, 'analysed', signal);
    return new HeldAnalysis(bom, loan.worker, loan.giveBack);
  }

  async stamps(
    file: string,
    template: DocumentTemplate,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<DocumentStamps | null> {
    const loan = await this.#borrow(file, signal);
    const request = { type: 'stamps', file, template } as const;
    const { stamps } = await this.#ask(loan, request, 'stamps', signal);
    loan.giveBack();
    return stamps;
  }

  async close(): Promise<void> {
    await this.#pool.close();
  }

  /** A process for a document. */
  async #borrow(file: string, signal: AbortSignal | undefined): Promise<Loan> {
    const { size } = await stat(file);
    const worker = await this.#pool.acquire(signal);
    const giveBack = () => {
      if (size > this.#recycleBytes) {
        worker.kill(new Error('Replaced after a large document'));
      }
      this.#pool.release(worker);
    };
    return { worker, giveBack };
  }

  /** Asks within the deadline; a process that fails is given back. */
  async #ask<T extends Reply['type']>(
    { worker, giveBack }: Loan,
    request: Request,
    expected: T,
    signal: AbortSignal | undefined,
  ): Promise<ReplyOf<T>> {
    const abort = () => worker.kill(signal?.reason);
    const timer = setTimeout(
      () => worker.kill(lateAfter(this.#deadlineMs)),
      this.#deadlineMs,
    );
    signal?.addEventListener('abort', abort, { once: true });
    try {
      signal?.throwIfAborted();
      return await worker.ask(request, expected);
    } catch (error) {
      if (!leavesWorkerSound(error)) {
        worker.kill(error as Error);
      }
      giveBack();
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }
}

function lateAfter(milliseconds: number): Error {
  const seconds = Math.round(milliseconds / 1000);
  return refuse(
    'sbom.deadline',
    `The analysis took longer than ${seconds} seconds.`,
  );
}

/** Analyses documents in a pool of child processes. */
export function createBomAnalyser(
  options: BomAnalyserOptions = {},
): BomAnalyser {
  return new PooledAnalyser(options);
}

/** A parser that ran out of memory, or failed, is not asked again. */
function leavesWorkerSound(error: unknown): boolean {
  return (
    error instanceof BomRefusedError &&
    error.code !== 'sbom.too_complex' &&
    error.code !== 'sbom.internal'
  );
}
