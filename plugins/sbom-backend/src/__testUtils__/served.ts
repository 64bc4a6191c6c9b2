import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { readFile } from 'node:fs/promises';
import type {
  ServedFigures,
  ServedMessage,
  ServedOptions,
  ServedRequest,
} from './options';

/** Bytes of error output that are kept. */
const TAIL = 8192;

/** A backend process with this plugin. */
export class Served {
  /** Of the plugin's API, without a slash at its end. */
  readonly url: string;
  readonly pid: number;
  readonly #child: ChildProcess;
  readonly #token: string;
  readonly #errors: () => string;

  private constructor(
    child: ChildProcess,
    options: { port: number; token: string; errors: () => string },
  ) {
    this.url = `http://127.0.0.1:${options.port}/api/sbom/v1`;
    this.pid = child.pid!;
    this.#child = child;
    this.#token = options.token;
    this.#errors = options.errors;
  }

  /** Resolves when the backend is ready. */
  static async start(options: ServedOptions): Promise<Served> {
    const child = fork(
      require.resolve('./serve.ts'),
      [JSON.stringify(options)],
      {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
        execArgv: [
          '--require',
          require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        ],
        env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      },
    );
    let errors = '';
    child.stderr!.on('data', (data: Buffer) => {
      errors = (errors + data).slice(-TAIL);
    });
    const { port } = await answer(child, 'listening', () => errors);
    return new Served(child, {
      port,
      token: options.token,
      errors: () => errors,
    });
  }

  /** Its error output so far, shortened to the end. */
  get errors(): string {
    return this.#errors();
  }

  /** A request with the token; the path begins behind `/v1`. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('authorization', `Bearer ${this.#token}`);
    return fetch(`${this.url}${path}`, { ...init, headers });
  }

  async reset(): Promise<void> {
    await this.#ask('reset', 'reset');
  }

  async figures(): Promise<ServedFigures> {
    return (await this.#ask('figures', 'figures')).figures;
  }

  /** Kills it as a power cut would; resolves when it is gone. */
  async kill(): Promise<void> {
    await this.#end('SIGKILL');
  }

  /** Ends it in order. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill(signal);
      await gone;
    }
  }

  async #ask<T extends ServedMessage['type']>(
    request: ServedRequest,
    expected: T,
  ): Promise<Extract<ServedMessage, { type: T }>> {
    const reply = answer(this.#child, expected, this.#errors);
    this.#child.send(request);
    return reply;
  }
}

/** Ids of the processes that a process has started, and theirs. */
export async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(
    `/proc/${pid}/task/${pid}/children`,
    'utf8',
  ).catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  const theirs = await Promise.all(children.map(descendants));
  return [...children, ...theirs.flat()];
}

/** The next message of a kind; rejects when the process ends before it. */
async function answer<T extends ServedMessage['type']>(
  child: ChildProcess,
  expected: T,
  errors: () => string,
): Promise<Extract<ServedMessage, { type: T }>> {
  const ended = new AbortController();
  const onExit = () => ended.abort();
  child.once('exit', onExit);
  try {
    for await (const [message] of on(child, 'message', ended)) {
      if ((message as ServedMessage).type === expected) {
        return message;
      }
    }
  } catch (cause) {
    throw new Error(`The backend process has ended: ${errors()}`, { cause });
  } finally {
    child.off('exit', onExit);
  }
  throw new Error('The backend process says nothing');
}
