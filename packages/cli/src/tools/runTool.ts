import { execFile } from 'node:child_process';
import { basename } from 'node:path';
import { CliError } from '../errors';

const MAX_OUTPUT = 512 * 1024 * 1024;

/** How a tool ended; its exit code decides nothing. */
export interface ToolRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/**
 * Runs a tool by the platform's terms only: in a folder of ours, with nothing
 * of the environment but the PATH, so that no file or variable of the
 * repository reaches it.
 *
 * @throws CliError `tool.failed` if it cannot run, or takes too long
 */
export function runTool(
  program: string,
  args: readonly string[],
  { cwd, timeoutMs = 300_000 }: { cwd: string; timeoutMs?: number },
): Promise<ToolRun> {
  const env = { PATH: process.env.PATH, HOME: cwd, TMPDIR: cwd, LC_ALL: 'C' };
  return new Promise((done, failed) => {
    execFile(
      program,
      [...args],
      { cwd, env, timeout: timeoutMs, maxBuffer: MAX_OUTPUT },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') {
          const name = basename(program);
          failed(
            new CliError(
              'tool.failed',
              error.killed
                ? `${name} did not end within ${timeoutMs / 1_000} s.`
                : `${name} could not run.`,
              undefined,
              { cause: error },
            ),
          );
          return;
        }
        const exitCode = typeof error?.code === 'number' ? error.code : 0;
        done({ stdout, stderr, exitCode });
      },
    );
  });
}
