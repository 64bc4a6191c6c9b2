// One file that runs by npx with nothing installed beside it, and the rules that
// it judges by where there is no portal.
import { build } from 'esbuild';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const folder = import.meta.dirname;
const dist = join(folder, 'dist');

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(folder, 'src', 'main.ts')],
  outfile: join(dist, 'waymark.cjs'),
  bundle: true,
  platform: 'node',
  target: 'node22',
  format: 'cjs',
  banner: { js: '#!/usr/bin/env node' },
  legalComments: 'linked',
  // Resolved in the workspace only; what they would find is copied below.
  external: [
    '@backstage/cli/*',
    '@cyclonedx/cyclonedx-library/package.json',
    '@waymark/policy-engine/package.json',
  ],
  logLevel: 'warning',
});
chmodSync(join(dist, 'waymark.cjs'), 0o755);
const library = createRequire(import.meta.url).resolve(
  '@cyclonedx/cyclonedx-library/package.json',
);
cpSync(join(dirname(library), 'res', 'schema'), join(dist, 'schemas'), {
  recursive: true,
  filter: source => !/\.(xsd|md)$/.test(source),
});
cpSync(join(folder, '..', 'policy-engine', 'bundle'), join(dist, 'bundle'), {
  recursive: true,
});
