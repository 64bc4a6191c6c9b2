/* The mock as a process of its own, for benchmarks and for tests of death by signal. */
import { cassetteFolder, readCassettes } from './cassettes';
import { startMockUpstream } from './mockUpstream';

async function main() {
  const mock = await startMockUpstream({
    port: Number(process.env.MOCK_PORT ?? 0),
    recordings: readCassettes(cassetteFolder()),
  });
  process.stdout.write(`${JSON.stringify({ origin: mock.origin })}\n`);
  process.once('SIGTERM', () => {
    void mock.close().then(() => process.exit(0));
  });
}

void main();
