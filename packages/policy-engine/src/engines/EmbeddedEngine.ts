import { availableParallelism } from 'node:os';
import type { PolicyBundle } from '../bundle/types';
import type { RuleResult } from '../results/types';
import { inputText, MAX_INPUT_BYTES, readAnswer } from './document';
import { evaluateEach } from './many';
import type {
  PolicyEngine,
  PolicyEngineInfo,
  PolicyOutcome,
  PolicyRequest,
} from './types';
import { WorkerPool } from './WorkerPool';

/**
 * Limits of the embedded engine.
 *
 * @public
 */
export interface EmbeddedEngineOptions {
  /** Threads; the number of processors less one, at least one, unless given. */
  workers?: number;
  /** Evaluations that may wait for a thread. Default 1,000. */
  queue?: number;
  /** Milliseconds of one evaluation. Default 10,000. */
  timeout?: number;
  /** Bytes of one input. Default 16 MiB. */
  maxInputBytes?: number;
}

/**
 * Evaluates a bundle's WebAssembly in worker threads of this process.
 *
 * @public
 */
export class EmbeddedEngine implements PolicyEngine {
  readonly #bundle: PolicyBundle;
  readonly #options: Required<EmbeddedEngineOptions>;
  readonly #pool: WorkerPool;

  constructor(bundle: PolicyBundle, options: EmbeddedEngineOptions = {}) {
    this.#bundle = bundle;
    this.#options = {
      workers: Math.max(1, availableParallelism() - 1),
      queue: 1_000,
      timeout: 10_000,
      maxInputBytes: MAX_INPUT_BYTES,
      ...options,
    };
    this.#pool = new WorkerPool(bundle, this.#options);
  }

  async evaluate(
    request: PolicyRequest,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<readonly RuleResult[]> {
    signal?.throwIfAborted();
    const { timeout, maxInputBytes } = this.#options;
    const input = inputText(request, maxInputBytes);
    const entrypoint = `${request.domain}/results`;
    const raw = await this.#pool.use(worker => {
      signal?.throwIfAborted();
      return worker.ask(input, entrypoint, timeout, signal);
    });
    return readAnswer(raw, request.domain, this.#bundle.manifest);
  }

  evaluateMany(
    requests: Iterable<PolicyRequest>,
    options: { signal?: AbortSignal } = {},
  ): Promise<readonly PolicyOutcome[]> {
    return evaluateEach(requests, this.#options.workers, request =>
      this.evaluate(request, options),
    );
  }

  info(): PolicyEngineInfo {
    const { digest, manifest } = this.#bundle;
    return { engine: 'embedded', bundleDigest: digest, manifest };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}
