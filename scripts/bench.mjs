import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, main } from './lib/failure.mjs';
import { root } from './lib/paths.mjs';
import { nodeTransform } from './lib/portal.mjs';
import { inherit } from './lib/run.mjs';
import { withSetup } from './lib/setup.mjs';
import { listWorkspaces } from './lib/workspaces.mjs';

const script = fileURLToPath(import.meta.url);
const entry = join('bench', 'index.ts');

// yarn bench <domain> [arguments of the benchmark]
await main(args => {
  const [domain, ...rest] = args;
  const folder = join(root, 'plugins', `${domain}-backend`);
  if (!domain || !existsSync(join(folder, entry))) {
    throw new Failure(
      `Say which benchmark to run: yarn bench ${benchmarks().join(' or ')}`,
    );
  }
  return withSetup(script, args, ({ env }) =>
    inherit(process.execPath, [...nodeTransform, entry, ...rest], {
      cwd: folder,
      env,
    }),
  );
});

function benchmarks() {
  return listWorkspaces()
    .filter(({ folder }) => existsSync(join(folder, entry)))
    .map(({ folder }) => /([^/]+)-backend$/.exec(folder)?.[1])
    .filter(Boolean);
}
