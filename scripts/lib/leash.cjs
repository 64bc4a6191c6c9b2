// Loaded into what the scripts start: when the script is gone, however it
// ended, its end of this pipe closes, and the process goes too. Threads and
// processes that load this again, as Node makes them, are not held by it.
const { isMainThread } = require('node:worker_threads');

if (isMainThread && process.env.WAYMARK_LEASH) {
  delete process.env.WAYMARK_LEASH;
  const { stdin } = process;
  stdin.on('error', () => {});
  stdin.on('close', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 5_000).unref();
  });
  stdin.resume();
  stdin.unref?.();
}
