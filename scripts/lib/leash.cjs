// Loaded into what the scripts start: when the script is gone, however it
// ended, its end of this pipe closes, and the process goes too.
const { stdin } = process;
stdin.on('error', () => {});
stdin.on('close', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), 5_000).unref();
});
stdin.resume();
stdin.unref?.();
