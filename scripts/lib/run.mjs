import { spawn } from 'node:child_process';

/**
 * Runs a command to its end, without stdin.
 *
 * @returns its exit code (undefined when it could not be started) and its
 *   stdout and stderr, together in `output` in the order they came
 */
export function capture(command, args, options = {}) {
  return new Promise(resolve => {
    const child = spawn(command, args, {
      ...options,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let output = '';
    child.stdout.on('data', chunk => {
      stdout += chunk;
      output += chunk;
      options.onOutput?.(String(chunk));
    });
    child.stderr.on('data', chunk => {
      output += chunk;
      options.onOutput?.(String(chunk));
    });
    child.on('error', error =>
      resolve({ code: undefined, stdout, output: `${output}${error.message}` }),
    );
    child.on('close', code => resolve({ code: code ?? 1, stdout, output }));
  });
}

/**
 * Runs a command that shares this terminal, and passes signals on to it.
 *
 * @returns its exit code
 */
export function inherit(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, stdio: 'inherit' });
    // A terminal sends Ctrl-C to the child as well: here it is only not to end
    // this process before the child has.
    const ignore = () => {};
    const pass = () => child.kill('SIGTERM');
    process.on('SIGINT', ignore);
    process.on('SIGTERM', pass);
    process.on('SIGHUP', pass);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      process.off('SIGINT', ignore);
      process.off('SIGTERM', pass);
      process.off('SIGHUP', pass);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 1));
    });
  });
}
