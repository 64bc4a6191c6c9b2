import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

/** What budgets ask of a Redis. */
export const DURABLE = ['--appendonly', 'yes', '--appendfsync', 'always'];

/** True when tests can start a Redis; says so when they cannot. */
export function hasRedisServer(): boolean {
  const found = (process.env.PATH ?? '')
    .split(delimiter)
    .some(folder => existsSync(join(folder, 'redis-server')));
  if (!found) {
    process.stdout.write('Skipped: there is no redis-server on the PATH\n');
  }
  return found;
}

/** A Redis of the test's own, on loopback, whose data survive a restart. */
export class RedisServer {
  readonly url: string;
  readonly #directory: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(directory: string, port: number) {
    this.#directory = directory;
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(args: readonly string[] = DURABLE): Promise<RedisServer> {
    const directory = await mkdtemp(join(tmpdir(), 'waymark-redis-'));
    const server = new RedisServer(directory, await freePort());
    await server.run(args);
    return server;
  }

  /** Starts it again, on the same port and data. */
  async run(args: readonly string[] = DURABLE): Promise<void> {
    const child = spawn(
      'redis-server',
      [
        ...['--port', String(this.#port), '--bind', '127.0.0.1'],
        ...['--dir', this.#directory, '--save', '', ...args],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    this.#child = child;
    let ready = false;
    for await (const chunk of child.stdout!) {
      ready = String(chunk).includes('Ready to accept connections');
      if (ready) {
        break;
      }
    }
    if (!ready) {
      throw new Error('redis-server did not start');
    }
  }

  /** Stops and continues it, as a machine that hangs. */
  signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    this.#child?.kill(signal);
  }

  /** Ends it as a power cut of the process would. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child && child.exitCode === null && child.signalCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGKILL');
      await gone;
    }
  }

  /** Ends it and takes its data away; it can be started again, empty. */
  async lose(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
    await mkdir(this.#directory);
  }

  async remove(): Promise<void> {
    await this.kill();
    await rm(this.#directory, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}
