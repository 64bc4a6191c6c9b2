import { parentPort, workerData } from 'node:worker_threads';
import { loadPolicy } from '@open-policy-agent/opa-wasm';

/**
 * The entry of a worker thread: evaluates what it is sent, one at a time. It
 * stands alone, because a worker resolves no sibling sources.
 */
async function serve(): Promise<void> {
  const { wasm, data } = workerData as { wasm: Uint8Array; data: object };
  const policy = await loadPolicy(wasm as Uint8Array<ArrayBuffer>);
  policy.setData(data);
  parentPort?.on(
    'message',
    ({ input, entrypoint }: { input: Uint8Array; entrypoint: string }) => {
      try {
        const [answer] = policy.evaluate(
          input.buffer as ArrayBuffer,
          entrypoint,
        );
        parentPort?.postMessage({ result: answer?.result ?? null });
      } catch (error) {
        parentPort?.postMessage({ failure: String(error) });
      }
    },
  );
}

serve().catch(error => {
  throw error;
});
