import assert from 'node:assert/strict';
import test from 'node:test';
import { Failure } from './failure.mjs';
import { readStartOptions } from './options.mjs';

test('has defaults', () => {
  assert.deepEqual(readStartOptions([], '/home/me'), {
    help: false,
    port: 7007,
    data: '/home/me/data',
    empty: false,
  });
});

test('reads port, data folder and empty', () => {
  const args = ['--port', '7107', '--data', 'second', '--empty'];
  assert.deepEqual(readStartOptions(args, '/home/me'), {
    help: false,
    port: 7107,
    data: '/home/me/second',
    empty: true,
  });
  assert.equal(
    readStartOptions(['--data', '/srv/x'], '/home/me').data,
    '/srv/x',
  );
});

test('explains what it cannot read', () => {
  for (const args of [
    ['--port', 'x'],
    ['--port', '80'],
    ['--port', '70000'],
    ['--prot', '1'],
    ['--port'],
    ['extra'],
  ]) {
    assert.throws(() => readStartOptions(args, '/'), Failure, args.join(' '));
  }
});
