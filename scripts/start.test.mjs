import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { join } from 'node:path';
import test from 'node:test';
import { capture } from './lib/run.mjs';
import { root } from './lib/paths.mjs';

const start = (...args) =>
  capture(process.execPath, [join(root, 'scripts/start.mjs'), ...args]);

test('a port in use: one sentence that says what to do, exit code 1', async t => {
  const server = createServer();
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  const { port } = server.address();
  const { code, output } = await start('--port', String(port));
  assert.equal(code, 1);
  assert.match(
    output.trim(),
    new RegExp(
      `^Port ${port} is in use: .* npm start -- --port \\d+ --data data-2$`,
    ),
  );
});

test('--help lists the options', async () => {
  const { code, output } = await start('--help');
  assert.equal(code, 0);
  for (const option of ['--port', '--data', '--empty']) {
    assert.ok(output.includes(option), option);
  }
});
