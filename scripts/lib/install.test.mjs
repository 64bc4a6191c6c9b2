import assert from 'node:assert/strict';
import test from 'node:test';
import { Failure, knownCause } from './failure.mjs';
import { yarnSettings } from './install.mjs';

test("Yarn is told of npm's registry, proxies and certificates", () => {
  assert.deepEqual(
    yarnSettings(
      {
        registry: 'https://mirror.example/npm/',
        proxy: null,
        'https-proxy': 'http://proxy.example:3128',
        cafile: '/etc/ca.pem',
      },
      {},
    ),
    {
      YARN_NPM_REGISTRY_SERVER: 'https://mirror.example/npm',
      YARN_HTTPS_PROXY: 'http://proxy.example:3128',
      YARN_HTTPS_CA_FILE_PATH: '/etc/ca.pem',
    },
  );
});

test('what Yarn was told already stays', () => {
  const env = { YARN_NPM_REGISTRY_SERVER: 'https://own.example' };
  assert.deepEqual(
    yarnSettings({ registry: 'https://mirror.example' }, env),
    {},
  );
});

const outputs = [
  [
    'YN0028: The lockfile would have been modified',
    /run "yarn install" and commit/,
  ],
  ['YN0001: RequestError: getaddrinfo ENOTFOUND', /registry cannot be reached/],
  [
    'YN0018: left-pad@npm:1.3.0: The remote archive doesn’t match the expected checksum',
    /by its hash/,
  ],
  [
    'YN0001: Error: ENOSPC: no space left on device, write',
    /no disk space left under \/x/,
  ],
  ['YN0035: Package not found; Response Code: 404', /does not hand out/],
];
for (const [output, sentence] of outputs) {
  test(`knows what to do about: ${output.slice(0, 40)}`, () => {
    assert.match(knownCause(output, '/x'), sentence);
  });
}

test('says nothing of what it does not know', () => {
  assert.equal(knownCause('YN0000: Failed with errors', '/x'), undefined);
  assert.ok(new Failure('x') instanceof Error);
});
