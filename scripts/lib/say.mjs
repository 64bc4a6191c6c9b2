/**
 * Progress for people: one line per step with the seconds since the start,
 * and a sign of life every ten seconds while a step goes on.
 *
 * @param started when the first of the processes that share this work began,
 *   in milliseconds since 1970
 */
export function createProgress({
  write = text => process.stdout.write(text),
  now = Date.now,
  started = now(),
} = {}) {
  const stamp = () => `${((now() - started) / 1000).toFixed(1)} s`.padStart(8);
  const say = text => write(`${stamp()}  ${text}\n`);

  return {
    say,
    started,
    /** Says `label`, runs `work`, and says so every ten seconds until it ends. */
    async step(label, work) {
      say(label);
      const stepStarted = now();
      const timer = setInterval(() => {
        const seconds = Math.round((now() - stepStarted) / 1000);
        say(`  still at it, ${seconds} s`);
      }, 10_000);
      try {
        return await work();
      } finally {
        clearInterval(timer);
      }
    },
  };
}
