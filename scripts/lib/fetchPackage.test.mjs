import assert from 'node:assert/strict';
import {
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { Failure } from './failure.mjs';
import { fetchPackage, npmCommand } from './fetchPackage.mjs';

const pin = { name: '@x/tool', version: '1.2.3', integrity: 'sha512-abc' };

/** An npm that answers `--version` and otherwise runs the given script. */
function withNpm(t, { version = '10.0.0', script }) {
  const folder = mkdtempSync(join(tmpdir(), 'waymark-npm-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'npm-cli.js');
  writeFileSync(
    file,
    `if (process.argv[2] === '--version') { console.log('${version}'); } else { ${script} }`,
  );
  return {
    folder: join(folder, 'cache'),
    npm: { command: process.execPath, args: [file] },
  };
}

const installs = `
  const fs = require('node:fs');
  const lock = JSON.parse(fs.readFileSync('package-lock.json', 'utf8'));
  fs.mkdirSync('node_modules/@x/tool', { recursive: true });
  fs.writeFileSync('node_modules/@x/tool/seen.json', JSON.stringify({ lock, args: process.argv.slice(2) }));
`;

test('installs from a lock file that pins the bytes, without scripts, once', async t => {
  const at = withNpm(t, { script: installs });
  const found = await fetchPackage(pin, at);
  const { lock, args } = JSON.parse(
    readFileSync(join(found, 'seen.json'), 'utf8'),
  );
  assert.deepEqual(lock.packages['node_modules/@x/tool'], {
    version: '1.2.3',
    integrity: 'sha512-abc',
  });
  assert.equal(args[0], 'ci');
  assert.ok(args.includes('--ignore-scripts'));

  const broken = { ...at, npm: { command: '/nonexistent/npm', args: [] } };
  assert.equal(await fetchPackage(pin, broken), found);
});

test('a failed npm leaves nothing behind, and the next try works', async t => {
  const at = withNpm(t, {
    script: `console.error('npm error code EINTEGRITY'); process.exit(1);`,
  });
  await assert.rejects(
    fetchPackage(pin, at),
    /not the one that this project pins by its hash/,
  );
  assert.deepEqual(existsSync(at.folder) ? readdirSync(at.folder) : [], []);

  const good = withNpm(t, { script: installs });
  assert.ok(existsSync(await fetchPackage(pin, { ...at, npm: good.npm })));
});

const failures = [
  ['npm error code ENOTFOUND', /registry cannot be reached: check the network/],
  [
    'npm error network request failed, reason: connect ECONNREFUSED',
    /registry cannot be reached/,
  ],
  [
    'npm error code ENOSPC\nnpm error nospc no space left on device',
    /no disk space left under .*: free about 3 GB/,
  ],
  [
    'npm error code E404\nnpm error 404 Not Found',
    /does not hand out a package/,
  ],
  ['npm error code EACCES', /cannot be written to/],
  [
    'npm error something new',
    /npm could not fetch @x\/tool 1\.2\.3; it said:\n.*something new/,
  ],
];
for (const [output, sentence] of failures) {
  test(`says what to do about: ${output.split('\n')[0]}`, async t => {
    const at = withNpm(t, {
      script: `console.error(${JSON.stringify(output)}); process.exit(1);`,
    });
    await assert.rejects(
      fetchPackage(pin, at),
      error => error instanceof Failure && sentence.test(error.message),
    );
  });
}

test('refuses an npm that is too old or missing', async t => {
  const old = withNpm(t, { version: '6.14.18', script: '' });
  await assert.rejects(fetchPackage(pin, old), /npm 6\.14\.18 is too old/);
  await assert.rejects(
    fetchPackage(pin, {
      ...old,
      npm: { command: '/nonexistent/npm', args: [] },
    }),
    /npm is not on the PATH/,
  );
});

test('uses the npm that runs the script, else the one on the PATH', () => {
  assert.deepEqual(npmCommand({ npm_execpath: '/lib/npm/bin/npm-cli.js' }), {
    command: process.execPath,
    args: ['/lib/npm/bin/npm-cli.js'],
  });
  assert.deepEqual(npmCommand({ npm_execpath: '/x/yarn.js' }), {
    command: 'npm',
    args: [],
  });
});
