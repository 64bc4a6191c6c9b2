import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Failure, knownCause } from './failure.mjs';
import { hashFiles } from './hash.mjs';
import { readStamp } from './install.mjs';
import { withLock } from './lock.mjs';
import { cache, root } from './paths.mjs';
import { capture } from './run.mjs';
import { withDependencies } from './workspaces.mjs';

const app = join(root, 'packages', 'app');
const stampFile = join(cache, 'app-build');

/** Builds the portal's frontend, unless its sources are those of the last build. */
export async function ensureAppBuilt({ progress, env }) {
  await withLock(join(cache, 'build.lock'), progress.say, async () => {
    const stamp = appStamp();
    if (
      readStamp(stampFile) === stamp &&
      existsSync(join(app, 'dist', 'index.html'))
    ) {
      return;
    }
    await progress.step(
      'Building the portal (kept until its sources change)',
      () => build(env),
    );
    mkdirSync(cache, { recursive: true });
    writeFileSync(stampFile, stamp);
  });
}

/** Changes with whatever goes into the build: sources, dependencies, Node. */
function appStamp() {
  const sources = withDependencies('app').flatMap(({ folder }) =>
    ['src', 'public', 'package.json', 'config.d.ts'].map(name =>
      join(folder, name),
    ),
  );
  return hashFiles(
    [...sources, join(root, 'yarn.lock'), join(root, 'app-config.yaml')],
    process.version,
  );
}

async function build(env) {
  const { code, output } = await capture(
    process.execPath,
    [
      join(root, 'node_modules', '@backstage', 'cli', 'bin', 'backstage-cli'),
      'package',
      'build',
      '--config',
      join(root, 'app-config.yaml'),
    ],
    { cwd: app, env },
  );
  if (code !== 0) {
    throw new Failure(
      knownCause(output, root) ??
        `The portal could not be built; the build said:\n${output.trim()}`,
    );
  }
}
