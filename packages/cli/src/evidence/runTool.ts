import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { EvidenceFault } from './sections';

const execute = promisify(execFile);

/** Longest that a tool may take, in milliseconds. */
const TIMEOUT = 10 * 60_000;

/** Most that a tool may print, in bytes. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs one of the platform's tools away from the repository, and without the
 * environment, which could configure it. Its verdict is what it wrote, not its
 * exit code.
 *
 * @throws EvidenceFault where it did not run to its end
 */
export async function runTool(
  program: string,
  args: string[],
  folder: string,
): Promise<string> {
  try {
    const { stdout } = await execute(program, args, {
      cwd: folder,
      env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
      timeout: TIMEOUT,
      maxBuffer: MAX_OUTPUT,
    });
    return stdout;
  } catch {
    throw new EvidenceFault(`${basename(program)} did not run to its end`);
  }
}
