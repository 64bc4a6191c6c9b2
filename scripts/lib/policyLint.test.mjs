import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { after, before, test } from 'node:test';
import { root } from './paths.mjs';

const absent = (process.env.PATH ?? '')
  .split(delimiter)
  .every(folder => !existsSync(join(folder, 'regal')));
const skip = absent && 'SKIPPED: regal is not on the PATH';

let folder;

before(() => {
  folder = mkdtempSync(join(tmpdir(), 'waymark-regal-'));
  cpSync(join(root, 'policy', '.regal'), join(folder, '.regal'), {
    recursive: true,
  });
});

after(() => rmSync(folder, { recursive: true }));

/** Which of the project's own rules a line of Rego breaks. */
function broken(line) {
  const file = join(folder, 'sample.rego');
  writeFileSync(file, `package sample\n\n${line}\n`);
  const { stdout } = spawnSync('regal', ['lint', '--format=json', file], {
    cwd: folder,
    encoding: 'utf8',
  });
  return JSON.parse(stdout)
    .violations.filter(({ category }) => category === 'custom')
    .map(({ title }) => title)
    .filter(title => /differs|negated/.test(title));
}

test('refuses built-ins that engines answer differently', { skip }, () => {
  for (const call of [
    'sprintf("%d", [input.n])',
    'json.marshal(input)',
    'object.keys(input)',
    'time.now_ns()',
    'http.send({})',
  ]) {
    assert.deepEqual(broken(`a := ${call}`), ['differs-between-engines'], call);
  }
});

test('refuses a negated call on what may be undefined', { skip }, () => {
  assert.deepEqual(broken('a if not startswith(input.a, "x")'), [
    'negated-call-on-reference',
  ]);
});

test('leaves alone what every engine answers alike', { skip }, () => {
  for (const line of [
    'a := concat(" ", ["x", input.a])',
    'a if not input.a == "x"',
    'a if startswith(input.a, "x")',
  ]) {
    assert.deepEqual(broken(line), [], line);
  }
});
