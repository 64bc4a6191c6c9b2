import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { PolicyBundle } from '../bundle/types';
import { shippedBundle } from '../bundle/readBundle';
import { PolicyEngineError } from '../errors';

interface Reply {
  readonly result?: unknown;
  readonly failure?: string;
}

/** One thread with the bundle loaded, asked one thing at a time. */
export class EngineWorker {
  readonly #worker: Worker;
  #dead: Error | null = null;
  #settle: ((error: Error | null, reply?: Reply) => void) | null = null;

  constructor({ files, data }: PolicyBundle) {
    const { entry, execArgv } = entryPoint();
    const wasm = files['policy.wasm'];
    this.#worker = new Worker(entry, { workerData: { wasm, data }, execArgv });
    // Threads never keep a process alive that has nothing else to do.
    this.#worker.unref();
    this.#worker.on('message', (reply: Reply) => this.#finish(null, reply));
    this.#worker.on('error', (error: unknown) =>
      this.#die(error instanceof Error ? error : new Error(String(error))),
    );
    this.#worker.on('exit', code =>
      this.#die(new Error(`The worker ended with ${code}`)),
    );
  }

  /** False once it is dead. */
  get usable(): boolean {
    return this.#dead === null;
  }

  /**
   * @param timeout in milliseconds; the thread is ended after it
   * @throws PolicyEngineError `policy.timeout`, `policy.unavailable`
   */
  async ask(
    input: Uint8Array<ArrayBuffer>,
    entrypoint: string,
    timeout: number,
    signal?: AbortSignal,
  ): Promise<unknown> {
    const abort = () => this.#kill(signal?.reason as Error);
    const timer = setTimeout(
      () =>
        this.#kill(
          new PolicyEngineError(
            'policy.timeout',
            `The rules gave no answer within ${timeout} ms.`,
          ),
        ),
      timeout,
    );
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const { result, failure } = await this.#send(input, entrypoint);
      if (failure !== undefined) {
        throw unavailable(new Error(failure));
      }
      return result;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Ends the thread; what is being asked rejects with `reason`. */
  async end(reason: Error): Promise<void> {
    this.#kill(reason);
    await this.#worker.terminate();
  }

  #send(input: Uint8Array<ArrayBuffer>, entrypoint: string): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#dead) {
        reject(unavailable(this.#dead));
        return;
      }
      this.#settle = (error, reply) =>
        error ? reject(error) : resolve(reply as Reply);
      this.#worker.postMessage({ input, entrypoint }, [input.buffer]);
    });
  }

  #kill(reason: Error): void {
    this.#dead ??= reason;
    this.#finish(reason);
    this.#worker.terminate().catch(() => {});
  }

  #die(error: Error): void {
    this.#dead ??= error;
    this.#finish(unavailable(error));
  }

  #finish(error: Error | null, reply?: Reply): void {
    const settle = this.#settle;
    this.#settle = null;
    settle?.(error, reply);
  }
}

function unavailable(cause: Error): PolicyEngineError {
  return new PolicyEngineError(
    'policy.unavailable',
    'The policy engine failed.',
    { cause },
  );
}

/** From source the worker needs the transform that runs the sources. */
function entryPoint(): { entry: string; execArgv: string[] } {
  const root = join(shippedBundle(), '..');
  if (__filename.endsWith('.ts')) {
    const transform = require.resolve(
      '@backstage/cli/config/nodeTransform.cjs',
    );
    return {
      entry: join(root, 'src', 'engines', 'worker.ts'),
      execArgv: ['--require', transform],
    };
  }
  // The `./worker` entry of the package.
  return { entry: join(root, 'dist', 'worker.cjs.js'), execArgv: [] };
}
