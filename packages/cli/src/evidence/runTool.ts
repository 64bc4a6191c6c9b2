import { basename } from 'node:path';
import { runTool as run } from '../tools/runTool';
import { EvidenceFault } from './sections';

/** Longest that a tool may take, in milliseconds. */
const TIMEOUT = 10 * 60_000;

/**
 * Runs one of the platform's tools, away from the repository.
 *
 * @returns what it printed
 * @throws EvidenceFault where it did not run to its end: half of what it would
 *   have told is no evidence
 */
export async function runTool(
  program: string,
  args: string[],
  folder: string,
): Promise<string> {
  const options = { cwd: folder, timeoutMs: TIMEOUT };
  const ended = await run(program, args, options).catch(() => null);
  if (ended?.exitCode !== 0) {
    throw new EvidenceFault(`${basename(program)} did not run to its end`);
  }
  return ended.stdout;
}
