import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { HoldRequest, Reservation } from '../types';
import type { LedgerOptions } from './openLedger';
import type { PartResult } from './schedule';

export type WorkerTask = { id: number } & (
  | { type: 'part'; run: string; seed: number; part: number }
  | { type: 'reserve'; request: HoldRequest }
);

export type WorkerMessage =
  | { type: 'ready' }
  | { type: 'done'; id: number; value: PartResult | Reservation }
  | { type: 'failed'; id: number; error: string };

/** A process with a ledger of its own on a store that others use as well. */
export class LedgerProcess {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve(value: unknown): void; reject(error: Error): void }
  >();
  #last = 0;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (message: WorkerMessage) => {
      if (message.type !== 'ready') {
        const waiting = this.#waiting.get(message.id);
        this.#waiting.delete(message.id);
        if (message.type === 'done') {
          waiting?.resolve(message.value);
        } else {
          waiting?.reject(new Error(message.error));
        }
      }
    });
    child.on('exit', () => {
      for (const { reject } of this.#waiting.values()) {
        reject(new Error('The process is gone'));
      }
    });
  }

  static async start(options: LedgerOptions): Promise<LedgerProcess> {
    const child = fork(
      require.resolve('./overspendWorker.ts'),
      [JSON.stringify(options)],
      {
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
        execArgv: [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
      },
    );
    const gone = once(child, 'exit').then(([code]) => {
      throw new Error(`A process with a ledger ended with ${code}`);
    });
    await Promise.race([once(child, 'message'), gone]);
    gone.catch(() => {});
    return new LedgerProcess(child);
  }

  part(run: string, seed: number, part: number): Promise<PartResult> {
    return this.#ask({ type: 'part', run, seed, part }) as Promise<PartResult>;
  }

  reserve(request: HoldRequest): Promise<Reservation> {
    return this.#ask({ type: 'reserve', request }) as Promise<Reservation>;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGKILL');
      await gone;
    }
  }

  #ask(
    task:
      | Omit<Extract<WorkerTask, { type: 'part' }>, 'id'>
      | Omit<Extract<WorkerTask, { type: 'reserve' }>, 'id'>,
  ): Promise<unknown> {
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#child.send({ ...task, id });
    });
  }
}
