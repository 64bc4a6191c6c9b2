/* The mock as a process of its own, for benchmarks and for tests of death by signal. */
import { startMockUpstream } from './mockUpstream';

async function main() {
  const mock = await startMockUpstream({
    port: Number(process.env.MOCK_PORT ?? 0),
  });
  process.stdout.write(`${JSON.stringify({ origin: mock.origin })}\n`);
  process.once('SIGTERM', () => {
    void mock.close().then(() => process.exit(0));
  });
}

void main();
