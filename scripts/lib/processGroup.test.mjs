import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import test from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { isAlive } from './lock.mjs';
import { root } from './paths.mjs';
import { startNode } from './processGroup.mjs';

function begin(t, code) {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-group-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  let onLine;
  const lines = [];
  const said = new Promise(resolve => {
    onLine = line => {
      lines.push(line);
      resolve(line);
    };
  });
  const logFile = join(folder, 'log');
  const program = startNode(['-e', code], {
    cwd: folder,
    env: process.env,
    logFile,
    onLine,
  });
  t.after(() => program.stop(0));
  return { program, said, logFile };
}

async function untilGone(pid) {
  while (isAlive(pid)) {
    await wait(20);
  }
}

test('asks a program to end, and keeps what it said', async t => {
  const { program, said, logFile } = begin(
    t,
    `process.on('SIGTERM', () => process.exit(3)); console.log('up'); setInterval(() => {}, 1000)`,
  );
  assert.equal(await said, 'up');
  await program.stop();
  assert.deepEqual(await program.ended, { code: 3, signal: null });
  assert.match(readFileSync(logFile, 'utf8'), /up/);
});

test('ends one that does not listen, with what it started', async t => {
  const { program, said } = begin(
    t,
    `process.on('SIGTERM', () => {});
     const child = require('node:child_process').spawn(process.execPath,
       ['-e', "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"]);
     console.log(child.pid); setInterval(() => {}, 1000)`,
  );
  const grandchild = Number(await said);
  await program.stop(50);
  assert.equal((await program.ended).signal, 'SIGKILL');
  await untilGone(grandchild);
});

test('a program does not outlive the script that started it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-leash-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'script.mjs');
  writeFileSync(
    file,
    `import { startNode } from ${JSON.stringify(
      join(root, 'scripts/lib/processGroup.mjs'),
    )};
     startNode(['-e', 'console.log(process.pid); setInterval(() => {}, 1000)'], {
       cwd: ${JSON.stringify(
         folder,
       )}, env: process.env, logFile: ${JSON.stringify(join(folder, 'log'))},
       onLine: line => console.log(line),
     });`,
  );
  const script = spawn(process.execPath, [file]);
  const [chunk] = await once(script.stdout, 'data');
  script.kill('SIGKILL');
  await untilGone(Number(String(chunk)));
});
