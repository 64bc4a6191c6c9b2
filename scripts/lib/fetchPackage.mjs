import {
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { checkNpm } from './decide.mjs';
import { Failure, knownCause } from './failure.mjs';
import { capture } from './run.mjs';

/**
 * The npm that belongs to the Node at hand: the one that runs this script, or
 * the one on the PATH.
 */
export function npmCommand(env = process.env) {
  return /npm-cli\.js$/.test(env.npm_execpath ?? '')
    ? { command: process.execPath, args: [env.npm_execpath] }
    : { command: 'npm', args: [] };
}

/**
 * Puts one pinned package into the cache folder, unless it is there.
 *
 * npm installs it from a lock file written here, so it refuses anything but
 * the pinned bytes; install scripts do not run. The folder appears under its
 * final name only when it is complete.
 *
 * @returns the package's own folder
 */
export async function fetchPackage(pin, { folder, npm, env = process.env }) {
  const home = join(folder, `${pin.name.replace('/', '-')}-${pin.version}`);
  const found = join(home, 'node_modules', pin.name);
  if (existsSync(join(home, 'complete'))) {
    return found;
  }
  await requireNpm(npm, env);

  const making = `${home}.${process.pid}`;
  try {
    writeProject(making, pin);
    const { code, output } = await capture(
      npm.command,
      [
        ...npm.args,
        'ci',
        '--ignore-scripts',
        '--no-audit',
        '--no-fund',
        '--no-bin-links',
      ],
      { cwd: making, env: cleanNpmEnvironment(env) },
    );
    if (code !== 0) {
      throw new Failure(
        knownCause(output, folder) ??
          `npm could not fetch ${pin.name} ${
            pin.version
          }; it said:\n${output.trim()}`,
      );
    }
    writeFileSync(join(making, 'complete'), '');
    rmSync(home, { recursive: true, force: true });
    renameSync(making, home);
  } catch (error) {
    throw asFailure(error, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
  return found;
}

async function requireNpm(npm, env) {
  const { code, stdout } = await capture(
    npm.command,
    [...npm.args, '--version'],
    { env },
  );
  checkNpm(code === 0 ? stdout.trim() : undefined);
}

function writeProject(folder, { name, version, integrity }) {
  const project = { name: 'toolchain', version: '0.0.0', private: true };
  const dependencies = { [name]: version };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ ...project, dependencies }),
  );
  writeFileSync(
    join(folder, 'package-lock.json'),
    JSON.stringify({
      ...project,
      lockfileVersion: 3,
      requires: true,
      packages: {
        '': { ...project, dependencies },
        [`node_modules/${name}`]: { version, integrity },
      },
    }),
  );
}

/**
 * npm hands its settings down to what it runs; those that say which project or
 * command it is about would mislead a second npm.
 */
function cleanNpmEnvironment(env) {
  return Object.fromEntries(
    Object.entries(env).filter(
      ([name]) =>
        !/^npm_(package|lifecycle|command|execpath|node_execpath)|^npm_config_(local_prefix|prefix|nodedir|dry_run|workspace|workspaces|global|location)$/i.test(
          name,
        ),
    ),
  );
}

function asFailure(error, folder) {
  if (error instanceof Failure) {
    return error;
  }
  const sentence = knownCause(`${error.code} ${error.message}`, folder);
  return sentence ? new Failure(sentence) : error;
}
