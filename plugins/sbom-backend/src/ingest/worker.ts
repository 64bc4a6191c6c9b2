import { type ChildProcess, fork } from 'node:child_process';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { BomRefusedError, refuse } from './errors';
import type { AnalysisLimits } from './limits';
import { isReply, type Reply, type ReplyOf, type Request } from './protocol';

/** How a child process is started. */
export interface WorkerOptions {
  limits: AnalysisLimits;
  /** Heap of a child in mebibytes. */
  heapMb: number;
}

/** Bytes of the child's error output that are kept to say why it died. */
const TAIL = 4096;

interface Pending {
  resolve(reply: Reply): void;
  reject(error: Error): void;
}

/** One child process, asked one thing at a time. */
export class Worker {
  readonly #child: ChildProcess;
  readonly #ready: Promise<Reply>;
  #pending: Pending | null = null;
  #exited = false;
  #errorOutput = '';
  /** Why we killed it, if we did. */
  #reason: Error | null = null;

  constructor(options: WorkerOptions) {
    const { entry, execArgv } = entryPoint();
    this.#child = fork(entry, [JSON.stringify(options.limits)], {
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [`--max-old-space-size=${options.heapMb}`, ...execArgv],
      // Nothing else: the child reads hostile input and needs no secrets.
      env: { PATH: process.env.PATH, NODE_ENV: process.env.NODE_ENV },
    });
    this.#child.stderr?.on('data', (data: Buffer) => {
      this.#errorOutput = (this.#errorOutput + data).slice(-TAIL);
    });
    this.#child.on('message', message => {
      if (isReply(message)) {
        const pending = this.#pending;
        this.#pending = null;
        pending?.resolve(message);
      }
    });
    this.#child.on('error', error => this.#end(error));
    this.#child.on('close', (code, signal) => {
      this.#end(this.#reason ?? causeOfDeath(code, signal, this.#errorOutput));
    });
    this.#ready = this.#expect();
    // Reported where it is awaited.
    this.#ready.catch(() => {});
  }

  /** False once it is dead or dying. */
  get usable(): boolean {
    return !this.#exited && this.#reason === null;
  }

  /** Asks and waits; throws what the child refuses, or why it died. */
  async ask<T extends Reply['type']>(
    request: Request,
    expected: T,
  ): Promise<ReplyOf<T>> {
    await this.#ready;
    if (!this.usable) {
      throw this.#reason ?? new Error('The analysis process has ended');
    }
    const answer = this.#expect();
    this.#child.send(request);
    const reply = await answer;
    if (reply.type === 'refused') {
      throw new BomRefusedError(reply.refusal);
    }
    if (reply.type !== expected) {
      const cause = reply.type === 'failed' ? reply.message : reply.type;
      throw refuse('sbom.internal', 'The analysis failed.', {}, { cause });
    }
    return reply as ReplyOf<T>;
  }

  /** Ends it at once; what is being asked rejects with `reason`. */
  kill(reason: Error): void {
    if (this.usable) {
      this.#reason = reason;
      this.#child.kill('SIGKILL');
    }
  }

  /** Resolves when the process is gone. */
  async gone(): Promise<void> {
    if (!this.#exited) {
      await new Promise(resolve => {
        this.#child.once('close', resolve);
      });
    }
  }

  #expect(): Promise<Reply> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
    });
  }

  #end(error: Error): void {
    this.#exited = true;
    const pending = this.#pending;
    this.#pending = null;
    pending?.reject(error);
  }
}

const PACKAGE = '@waymark/backstage-plugin-sbom-backend';

/** From source the child needs the transform that runs the sources. */
function entryPoint(): { entry: string; execArgv: string[] } {
  if (__filename.endsWith('.ts')) {
    const transform = require.resolve(
      '@backstage/cli/config/nodeTransform.cjs',
    );
    return {
      entry: resolvePackagePath(PACKAGE, 'src', 'ingest', 'child.ts'),
      execArgv: ['--require', transform],
    };
  }
  // The `./analysis` entry of the package.
  return {
    entry: resolvePackagePath(PACKAGE, 'dist', 'analysis.cjs.js'),
    execArgv: [],
  };
}

/** A child that ran out of memory aborts, or is killed by the system. */
function causeOfDeath(
  code: number | null,
  signal: string | null,
  output: string,
): Error {
  const starved =
    signal === 'SIGABRT' ||
    signal === 'SIGKILL' ||
    code === 134 ||
    /out of memory|allocation failed|Array buffer allocation/i.test(output);
  if (starved) {
    return refuse(
      'sbom.too_complex',
      'The document needs more memory than an analysis may have.',
    );
  }
  const cause = new Error(
    `Analysis process ended, ${signal ?? code}: ${output}`,
  );
  return refuse('sbom.internal', 'The analysis failed.', {}, { cause });
}
