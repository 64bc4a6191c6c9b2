import { Failure, knownCause } from './failure.mjs';
import { portTaken } from './port.mjs';

/**
 * The result of `work`, unless the program ends first, the time is up, or the
 * caller's signal fires.
 *
 * @param work gets a signal that fires when its result is no longer wanted
 * @param about `what` is worked on, `withinMs`, the program's `port` and
 *   `log`, and the caller's `signal`
 */
export async function whileRunning(program, work, about) {
  const { what, withinMs, log, signal } = about;
  const done = new AbortController();
  const timeUp = AbortSignal.timeout(withinMs);
  const noLonger = AbortSignal.any(
    [done.signal, timeUp, signal].filter(Boolean),
  );
  const interrupted = new Promise((_, reject) => {
    noLonger.addEventListener('abort', () => reject(noLonger.reason), {
      once: true,
    });
  });
  const over = program.ended.then(() => {
    throw new Failure(whyEnded(program.lastLines, about));
  });
  over.catch(() => {});
  try {
    return await Promise.race([work(noLonger), over, interrupted]);
  } catch (error) {
    if (signal?.aborted) {
      throw signal.reason;
    }
    if (timeUp.aborted && !(error instanceof Failure)) {
      throw new Failure(
        `${what} did not get ready within ${
          withinMs / 1000
        } s; the log is ${log}. ${lastErrors(program.lastLines)}`,
      );
    }
    throw error;
  } finally {
    interrupted.catch(() => {});
    done.abort();
  }
}

function whyEnded(lines, { log, port }) {
  const text = lines.join('\n');
  if (/EADDRINUSE/.test(text)) {
    return portTaken(port);
  }
  return (
    (/ENOSPC|SQLITE_FULL/.test(text) && knownCause('ENOSPC', log)) ||
    `The backend ended; the log is ${log}. ${lastErrors(lines)}`
  );
}

/** The errors among a program's last lines, or the last lines themselves. */
export function lastErrors(lines) {
  // Without colours.
  const plain = lines.map(line => line.replace(/\u001b\[[0-9;]*m/g, ''));
  const errors = plain.filter(line => /error|fatal|assert/i.test(line));
  const shown = (errors.length > 0 ? errors : plain).slice(-5);
  return shown.length > 0
    ? `Its last words:\n${shown.join('\n')}`
    : 'It said nothing.';
}
