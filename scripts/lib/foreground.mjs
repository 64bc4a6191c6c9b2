import { Failure } from './failure.mjs';

/**
 * Runs something until it ends by itself or a signal asks it to: Ctrl-C,
 * SIGTERM, or the terminal going away. A second signal does not wait.
 *
 * @param begin starts it, given a signal to give up; resolves to an object
 *   with `ended` (the reason, when it ends by itself) and `stop`
 * @returns the exit code, 0 after a signal
 */
export async function runInForeground({ say }, begin) {
  const interrupt = new AbortController();
  const asked = new Promise(resolve => {
    const handle = () => {
      if (interrupt.signal.aborted) {
        process.exit(1);
      }
      say('Stopping');
      interrupt.abort(new Stopped());
      resolve('asked');
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(name, handle);
    }
  });

  let running;
  try {
    running = await begin(interrupt.signal);
  } catch (error) {
    if (error instanceof Stopped) {
      say('Stopped');
      return 0;
    }
    throw error;
  }
  const outcome = await Promise.race([asked, running.ended]);
  await running.stop();
  if (outcome !== 'asked') {
    throw new Failure(
      `The backend ended unexpectedly; the log is ${running.files.log}. ${outcome}`,
    );
  }
  say('Stopped; the data is kept');
  return 0;
}

class Stopped extends Error {
  name = 'Stopped';
}
