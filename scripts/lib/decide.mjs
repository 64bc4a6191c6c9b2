import { Failure } from './failure.mjs';
import { pins } from './pins.mjs';

const numbers = version => version.replace(/^v/, '').split('.').map(Number);

/**
 * Whether this project runs on a Node version: 22 from 22.15 on (the first with
 * zstd), or 24. Node 20 crashes in the SQLite driver.
 */
export function nodeFits(version) {
  const [major, minor] = numbers(version);
  return major === 24 || (major === 22 && minor >= 15);
}

/** Whether a Yarn is the generation whose lock file this project commits. */
export function yarnFits(version) {
  return /^4\./.test(version ?? '');
}

/**
 * The Yarn that runs this script, if one does. Its `npm_execpath` is its
 * program, or a shell script that stands on the PATH for it: only the first is
 * something that Node can run.
 */
export function yarnInCharge({ npm_config_user_agent, npm_execpath }) {
  const [, version] = /^yarn\/(\S+)/.exec(npm_config_user_agent ?? '') ?? [];
  if (!version) {
    return undefined;
  }
  return /\.[cm]?js$/.test(npm_execpath ?? '')
    ? { file: npm_execpath, version }
    : { version };
}

/**
 * What has to be fetched, given what is at hand.
 *
 * @param at nodeVersion, yarnVersion (undefined: none), platform, arch, and
 *   glibc (undefined where the system's C library is another one)
 * @returns the pins to fetch; undefined for what is good enough
 */
export function decideToolchain(at) {
  return {
    node: nodeFits(at.nodeVersion) ? undefined : nodePin(at),
    yarn: yarnFits(at.yarnVersion) ? undefined : pins.yarn,
  };
}

function nodePin({ nodeVersion, platform, arch, glibc }) {
  const pin = pins.node[`${platform}-${arch}`];
  if (!pin || (platform === 'linux' && !glibc)) {
    throw new Failure(
      `Node ${nodeVersion} does not fit and none can be fetched for ${platform} on ${arch}${
        pin ? ' without glibc' : ''
      }: install Node 24 yourself, then run the same command again.`,
    );
  }
  return pin;
}

/** Refuses an npm that cannot install from a lock file by hash. */
export function checkNpm(version) {
  if (version === undefined) {
    throw new Failure(
      'npm is not on the PATH: install Node 24, which brings npm with it, then run the same command again.',
    );
  }
  if (numbers(version)[0] < 8) {
    throw new Failure(
      `npm ${version} is too old to fetch what is needed: install Node 18 or newer (npm 8 or newer), then run the same command again.`,
    );
  }
}
