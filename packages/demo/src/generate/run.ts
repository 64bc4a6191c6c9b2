import { spawn } from 'node:child_process';

/** Where and how long a command runs. */
export interface RunOptions {
  cwd: string;
  env?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Runs a command to its end and gives its standard output. Rejects with the
 * end of what it said when it fails.
 */
export async function run(
  command: string,
  args: string[],
  options: RunOptions,
): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    signal: options.signal,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  child.stdout.on('data', chunk => out.push(chunk));
  child.stderr.on('data', chunk => err.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  const text = Buffer.concat(out).toString();
  if (code !== 0) {
    // Yarn tells its errors on standard output.
    const said = `${text}${Buffer.concat(err)}`;
    throw new Error(
      `${command} ${args.join(' ')} ended with ${code}: ${said.slice(-1500)}`,
    );
  }
  return text;
}
