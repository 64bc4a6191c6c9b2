/**
 * No committed file may name the host of a package registry, and `yarn.lock`
 * may hold no host at all: a clone has to install from wherever it is. The
 * hosts are read from the clients' own settings, so that none stands here.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const ask = (file, ...args) => {
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: 'pipe' });
  } catch {
    return '';
  }
};

const settings = [
  ask('npm', 'config', 'get', 'registry'),
  ask('go', 'env', 'GOPROXY'),
  ask('pip', 'config', 'get', 'global.index-url'),
].join(' ');

const hosts = [
  ...new Set(
    [...settings.matchAll(/https?:\/\/(?:[^/@\s]*@)?([^/:,|\s]+)/g)].map(
      ([, host]) => host,
    ),
  ),
];
if (hosts.length === 0) {
  throw new Error('No package client tells its registry: nothing to look for');
}

const lock = readFileSync('yarn.lock', 'utf8')
  .split('\n')
  .filter(line => line.includes('://'));
const named = hosts.flatMap(host =>
  ask('git', 'grep', '-nIF', host, '--', '.').split('\n').filter(Boolean),
);

for (const line of [...lock, ...named]) {
  console.error(line.slice(0, 200));
}
if (lock.length + named.length > 0) {
  process.exitCode = 1;
} else {
  console.log(
    `yarn.lock holds no host; ${hosts.length} hosts are named nowhere`,
  );
}
