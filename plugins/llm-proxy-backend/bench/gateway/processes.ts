import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ready } from './shapes';

/** The measured gateway has a core for itself; all else shares the others. */
const GATEWAY_CORE = '0';
const OTHER_CORES = '1';
/** Ticks of /proc in a second; the kernel's constant for user space. */
const TICKS = 100;

/** A process under our eyes. */
export interface Measured extends Ready {
  readonly pid: number;
  stop(): Promise<void>;
}

function pinned(core: string, command: string[]): string[] {
  const canPin = spawnSync('taskset', ['--version']).status === 0;
  return canPin ? ['taskset', '-c', core, ...command] : command;
}

/** Puts this process beside the gateway's core. */
export function stepAside(): void {
  spawnSync('taskset', ['-a', '-c', '-p', OTHER_CORES, String(process.pid)]);
}

/** Starts a file of this folder and waits until it listens. */
export async function startFile(
  file: string,
  args: string[],
  gateway: boolean,
): Promise<Measured> {
  const [command, ...rest] = pinned(gateway ? GATEWAY_CORE : OTHER_CORES, [
    process.execPath,
    ...process.execArgv,
    join(__dirname, file),
    ...args,
  ]);
  const child = spawn(command, rest, {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const ready = await new Promise<Ready>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`${file} ended too early`)));
    child.on('message', message => {
      // The loader of TypeScript tells its parent of the files that it reads.
      if (typeof (message as Partial<Ready>).port === 'number') {
        resolve(message as Ready);
      }
    });
  });
  return {
    ...ready,
    pid: child.pid!,
    stop: () => stop(child, () => child.disconnect()),
  };
}

/** Starts another's program, and waits until its port answers. */
export async function startProgram(
  command: string[],
  options: { cwd: string; env: Record<string, string>; port: number },
): Promise<Measured> {
  const [program, ...rest] = pinned(GATEWAY_CORE, command);
  const child = spawn(program, rest, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: 'ignore',
  });
  const deadline = Date.now() + 60_000;
  while (!(await answers(options.port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error('It does not start');
    }
    await new Promise(resolve => {
      setTimeout(resolve, 200);
    });
  }
  return {
    port: options.port,
    pid: child.pid!,
    stop: () => stop(child, () => child.kill('SIGTERM')),
  };
}

async function answers(port: number): Promise<boolean> {
  try {
    await fetch(`http://127.0.0.1:${port}/`);
    return true;
  } catch {
    return false;
  }
}

async function stop(child: ChildProcess, ask: () => void): Promise<void> {
  if (child.exitCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  ask();
  await ended;
  clearTimeout(timer);
}

/** Seconds of processor that a process has used; proc(5), fields 14 and 15. */
export function cpuSeconds(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}
