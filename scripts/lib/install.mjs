import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { Failure, knownCause } from './failure.mjs';
import { npmCommand } from './fetchPackage.mjs';
import { hashFiles } from './hash.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { capture } from './run.mjs';
import { listWorkspaces } from './workspaces.mjs';

const stampFile = join(root, 'node_modules', '.waymark-install');

/** Installs the dependencies as yarn.lock has them, when anything changed. */
export async function ensureInstalled({ say, step }, { yarn, env }) {
  await withLock(join(cache, 'install.lock'), say, async () => {
    const stamp = installStamp();
    if (readStamp(stampFile) === stamp) {
      return;
    }
    await step('Installing dependencies (yarn install --immutable)', () =>
      install({ yarn, env }),
    );
    writeFileSync(stampFile, stamp);
  });
}

export function readStamp(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function installStamp() {
  return hashFiles([
    join(root, 'yarn.lock'),
    join(root, '.yarnrc.yml'),
    join(root, 'package.json'),
    ...listWorkspaces().map(({ folder }) => join(folder, 'package.json')),
  ]);
}

async function install({ yarn, env }) {
  const command = yarn.file ? process.execPath : 'yarn';
  const args = yarn.file ? [yarn.file] : [];
  const { code, output } = await capture(
    command,
    [...args, 'install', '--immutable'],
    {
      cwd: root,
      env: {
        ...env,
        ...(await registrySettings(env)),
        YARN_ENABLE_PROGRESS_BARS: 'false',
      },
    },
  );
  if (code !== 0) {
    throw new Failure(
      knownCause(output, root) ??
        `yarn install failed; it said:\n${output.trim()}`,
    );
  }
}

/**
 * npm's registry and proxy, for Yarn, which does not read `.npmrc`; nothing
 * where the person has told Yarn, or npm has nothing but its defaults.
 */
async function registrySettings(env) {
  const own = join(homedir(), '.yarnrc.yml');
  if (/npmRegistryServer/.test(readStamp(own) ?? '')) {
    return {};
  }
  const npm = npmCommand(env);
  const { code, stdout } = await capture(
    npm.command,
    [...npm.args, 'config', 'list', '--json'],
    { cwd: root, env },
  );
  if (code !== 0) {
    return {};
  }
  return yarnSettings(JSON.parse(stdout), env);
}

/** Yarn's variables for npm's settings; those already in `env` stay. */
export function yarnSettings(npmConfig, env) {
  const wanted = {
    YARN_NPM_REGISTRY_SERVER: npmConfig.registry?.replace(/\/$/, ''),
    YARN_HTTP_PROXY: npmConfig.proxy,
    YARN_HTTPS_PROXY: npmConfig['https-proxy'],
    YARN_HTTPS_CA_FILE_PATH: npmConfig.cafile,
  };
  return Object.fromEntries(
    Object.entries(wanted).filter(
      ([name, value]) => typeof value === 'string' && env[name] === undefined,
    ),
  );
}
