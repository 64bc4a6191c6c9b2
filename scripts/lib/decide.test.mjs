import assert from 'node:assert/strict';
import test from 'node:test';
import {
  checkNpm,
  decideToolchain,
  nodeFits,
  yarnFits,
  yarnInCharge,
} from './decide.mjs';
import { Failure } from './failure.mjs';
import { pins } from './pins.mjs';

const linux = { platform: 'linux', arch: 'x64', glibc: '2.36' };

test('Node 24 and 22 from 22.15 on fit, all others do not', () => {
  for (const version of ['24.0.0', 'v24.21.0', '22.15.0', '22.23.2']) {
    assert.equal(nodeFits(version), true, version);
  }
  for (const version of [
    '18.0.0',
    '20.20.2',
    '21.7.3',
    '22.14.0',
    '23.1.0',
    '25.0.0',
  ]) {
    assert.equal(nodeFits(version), false, version);
  }
});

test('Yarn 4 fits; Yarn 1 and no Yarn do not', () => {
  assert.equal(yarnFits('4.18.1'), true);
  assert.equal(yarnFits('4.0.2'), true);
  assert.equal(yarnFits('1.22.22'), false);
  assert.equal(yarnFits(undefined), false);
});

test('nothing is fetched when both are at hand', () => {
  assert.deepEqual(
    decideToolchain({
      ...linux,
      nodeVersion: '24.21.0',
      yarnVersion: '4.18.1',
    }),
    { node: undefined, yarn: undefined },
  );
});

test('what does not fit is fetched for this platform', () => {
  assert.deepEqual(
    decideToolchain({
      ...linux,
      nodeVersion: '20.20.2',
      yarnVersion: '1.22.22',
    }),
    { node: pins.node['linux-x64'], yarn: pins.yarn },
  );
  assert.equal(
    decideToolchain({
      platform: 'darwin',
      arch: 'arm64',
      nodeVersion: '18.0.0',
    }).node,
    pins.node['darwin-arm64'],
  );
});

test('where no Node can be fetched, a sentence says what to do', () => {
  for (const at of [
    { platform: 'linux', arch: 'x64', glibc: undefined },
    { platform: 'win32', arch: 'x64' },
    { platform: 'linux', arch: 's390x', glibc: '2.36' },
  ]) {
    assert.throws(
      () => decideToolchain({ ...at, nodeVersion: '20.0.0' }),
      error =>
        error instanceof Failure &&
        /install Node 24 yourself/.test(error.message),
    );
  }
});

test('every pin is exact and has a hash', () => {
  for (const pin of [...Object.values(pins.node), pins.yarn]) {
    assert.match(pin.version, /^\d+\.\d+\.\d+$/);
    assert.match(pin.integrity, /^sha512-[A-Za-z0-9+/]{86}==$/);
  }
  for (const pin of Object.values(pins.node)) {
    assert.equal(nodeFits(pin.version), true, pin.name);
  }
});

test('npm 8 and newer will do; older, or none, is refused with advice', () => {
  checkNpm('8.1.0');
  checkNpm('11.19.1');
  assert.throws(
    () => checkNpm('6.14.18'),
    /npm 6\.14\.18 is too old .* install Node 18 or newer/,
  );
  assert.throws(() => checkNpm(undefined), /npm is not on the PATH/);
});

test('runs the program of Yarn by Node, and its stand-in by itself', () => {
  const npm_config_user_agent = 'yarn/4.18.1 npm/? node/v24.21.0 linux x64';
  const version = '4.18.1';
  const file = '/somewhere/bin/yarn.js';
  assert.deepEqual(
    yarnInCharge({ npm_config_user_agent, npm_execpath: file }),
    {
      file,
      version,
    },
  );
  const standIn = '/somewhere/yarn';
  assert.deepEqual(
    yarnInCharge({ npm_config_user_agent, npm_execpath: standIn }),
    { version },
  );
  assert.equal(
    yarnInCharge({ npm_config_user_agent: 'npm/11.0.0', npm_execpath: file }),
    undefined,
  );
});
