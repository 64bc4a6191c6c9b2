import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { root } from './paths.mjs';

const leash = join(root, 'scripts', 'lib', 'leash.cjs');

/**
 * Starts a Node program in a process group of its own, with its output in a
 * log file.
 *
 * The group keeps Ctrl-C away from the program, so that it is ended in order
 * and then, past the deadline, by force together with everything it started.
 *
 * @returns `ended`, a promise of `{ code, signal }`; `stop`; the last lines
 */
export function startNode(args, { cwd, env, logFile, onLine = () => {} }) {
  const log = createWriteStream(logFile, { flags: 'a', mode: 0o600 });
  const child = spawn(process.execPath, ['--require', leash, ...args], {
    cwd,
    env: { ...env, WAYMARK_LEASH: '1' },
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const lastLines = [];
  const take = chunk => {
    log.write(chunk);
    for (const line of String(chunk).split('\n').filter(Boolean)) {
      lastLines.push(line);
      lastLines.splice(0, lastLines.length - 60);
      onLine(line);
    }
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);

  let running = true;
  const ended = new Promise(resolve => {
    child.on('error', error => {
      running = false;
      lastLines.push(error.message);
      resolve({ code: 1, signal: null });
    });
    child.on('exit', (code, signal) => {
      running = false;
      log.end();
      resolve({ code, signal });
    });
  });

  return {
    pid: child.pid,
    ended,
    lastLines,
    isRunning: () => running,
    /** Asks the group to end; ends it by force after `graceMs`. */
    async stop(graceMs = 6_000) {
      signalGroup(child.pid, 'SIGTERM');
      const timer = setTimeout(
        () => signalGroup(child.pid, 'SIGKILL'),
        graceMs,
      );
      await ended;
      clearTimeout(timer);
      // What the program started may outlive it.
      signalGroup(child.pid, 'SIGKILL');
    },
  };
}

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}
