import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

/** Whether a process of that id runs. */
export function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/**
 * Takes a lock file for this process, unless a living process holds it.
 *
 * @returns undefined when taken, else the id of the process that holds it
 */
export function tryLock(file) {
  mkdirSync(dirname(file), { recursive: true });
  for (;;) {
    try {
      writeFileSync(file, `${process.pid}\n`, { flag: 'wx' });
      return undefined;
    } catch (error) {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    }
    const holder = readHolder(file);
    if (holder !== undefined && holder !== process.pid && isAlive(holder)) {
      return holder;
    }
    rmSync(file, { force: true });
  }
}

export function unlock(file) {
  if (readHolder(file) === process.pid) {
    rmSync(file, { force: true });
  }
}

/** Runs `work` while no other process of this clone does the like. */
export async function withLock(file, say, work) {
  let told = false;
  for (;;) {
    const holder = tryLock(file);
    if (holder === undefined) {
      break;
    }
    if (!told) {
      say(`Waiting for process ${holder}, which sets this clone up`);
      told = true;
    }
    await wait(500);
  }
  try {
    return await work();
  } finally {
    unlock(file);
  }
}

function readHolder(file) {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
