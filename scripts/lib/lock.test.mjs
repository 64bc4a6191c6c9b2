import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { tryLock, unlock, withLock } from './lock.mjs';

function lockFile(t) {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-lock-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'deep', 'lock');
}

test('is taken once and given back', async t => {
  const file = lockFile(t);
  assert.equal(
    await withLock(
      file,
      () => {},
      async () => existsSync(file),
    ),
    true,
  );
  assert.equal(existsSync(file), false);
});

test('is given back when the work fails', async t => {
  const file = lockFile(t);
  const failing = withLock(
    file,
    () => {},
    async () => {
      throw new Error('no');
    },
  );
  await assert.rejects(failing, /no/);
  assert.equal(existsSync(file), false);
});

test('names the living process that holds it, and takes it from a dead one', async t => {
  const file = lockFile(t);
  assert.equal(tryLock(file), undefined);
  unlock(file);

  const holder = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const gone = new Promise(resolve => holder.once('exit', resolve));
  writeFileSync(file, `${holder.pid}\n`);
  assert.equal(tryLock(file), holder.pid);
  unlock(file);
  assert.equal(existsSync(file), true, "another one's lock stays");

  holder.kill('SIGKILL');
  await gone;
  assert.equal(tryLock(file), undefined);
});
