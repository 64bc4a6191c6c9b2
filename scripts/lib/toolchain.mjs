import { existsSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { decideToolchain, yarnInCharge } from './decide.mjs';
import { fetchPackage, npmCommand } from './fetchPackage.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { capture, inherit } from './run.mjs';

// What the script tells itself when it runs again on another Node.
const yarnMarker = 'WAYMARK_TOOLCHAIN_YARN';
const startedMarker = 'WAYMARK_TOOLCHAIN_STARTED';

/** When the script began, if another Node began it; milliseconds since 1970. */
export function startedBefore(env = process.env) {
  return Number(env[startedMarker]) || undefined;
}

/**
 * Makes sure that this script runs on a Node that fits, with a Yarn that fits.
 *
 * @returns undefined when the script has been run to its end by a fitting
 *   Node, with the exit code in `exitCode`; else how to call Yarn
 */
export async function ensureToolchain(progress, script, args) {
  const { say, step } = progress;
  const yarnAtHand = await findYarn();
  const needed = decideToolchain({
    nodeVersion: process.versions.node,
    yarnVersion: yarnAtHand?.version,
    platform: process.platform,
    arch: process.arch,
    glibc: process.report?.getReport().header.glibcVersionRuntime,
  });
  const fetched = await withLock(join(cache, 'toolchain.lock'), say, () =>
    fetchAll(needed, step),
  );

  const yarn = fetched.yarn
    ? { file: join(fetched.yarn, 'bin', 'yarn.js') }
    : yarnAtHand;
  if (!fetched.node) {
    return { yarn, env: environmentFor(process.execPath) };
  }
  const node = join(fetched.node, 'bin', 'node');
  return {
    exitCode: await inherit(node, [script, ...args], {
      env: {
        ...environmentFor(node),
        [yarnMarker]: yarn.file ?? '',
        [startedMarker]: String(progress.started),
      },
    }),
  };
}

async function fetchAll(needed, step) {
  const folder = join(cache, 'toolchain');
  const fetched = {};
  for (const [what, pin] of Object.entries(needed)) {
    if (!pin) {
      continue;
    }
    const name = what === 'node' ? 'Node' : 'Yarn';
    const get = () => fetchPackage(pin, { folder, npm: npmCommand() });
    const present = existsSync(
      join(folder, `${pin.name.replace('/', '-')}-${pin.version}`, 'complete'),
    );
    fetched[what] = present
      ? await get()
      : await step(`Fetching ${name} ${pin.version} into .cache`, get);
  }
  return fetched;
}

/**
 * Yarn as the one that runs this script, or as the one on the PATH. Corepack's
 * stand-in is asked not to download anything.
 */
async function findYarn() {
  const handed = process.env[yarnMarker];
  if (handed) {
    return { file: handed, version: '4' };
  }
  const inCharge = yarnInCharge(process.env);
  if (inCharge) {
    return inCharge;
  }
  const { code, stdout } = await capture('yarn', ['--version'], {
    cwd: root,
    env: { ...process.env, COREPACK_ENABLE_NETWORK: '0' },
    timeout: 10_000,
  });
  return code === 0 ? { version: stdout.trim() } : undefined;
}

/**
 * The environment for everything that the scripts start: `node` is this one,
 * and variables that are set but empty, which Backstage takes for values, are
 * gone (an empty GITHUB_TOKEN keeps the backend from ever becoming ready).
 */
function environmentFor(node) {
  const env = { ...process.env };
  delete env[yarnMarker];
  delete env[startedMarker];
  for (const name of ['GITHUB_TOKEN', 'GH_TOKEN']) {
    if (env[name] === '') {
      delete env[name];
    }
  }
  env.PATH = [dirname(node), env.PATH].join(delimiter);
  return env;
}
