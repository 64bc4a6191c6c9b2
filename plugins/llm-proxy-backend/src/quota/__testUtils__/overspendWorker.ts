import type { WorkerMessage, WorkerTask } from './LedgerProcess';
import { openLedger } from './openLedger';
import { runPart } from './schedule';

/** The entry of a process that spends: parts of schedules, or holds that it never ends. */
async function main(): Promise<void> {
  const send = (message: WorkerMessage) => process.send?.(message);
  // Whatever becomes of the parent, nothing is left behind.
  process.on('disconnect', () => process.exit(0));
  const { ledger } = await openLedger(JSON.parse(process.argv[2]));
  process.on('message', async (task: WorkerTask) => {
    try {
      const value =
        task.type === 'part'
          ? await runPart(ledger, task.run, task.seed, task.part)
          : await ledger.reserve(task.request);
      send({ type: 'done', id: task.id, value });
    } catch (error) {
      send({ type: 'failed', id: task.id, error: String(error) });
    }
  });
  send({ type: 'ready' });
}

main().catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
