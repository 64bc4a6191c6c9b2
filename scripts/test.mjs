import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findComponents, reportComponents } from './lib/components.mjs';
import { main } from './lib/failure.mjs';
import { listTests } from './lib/hash.mjs';
import { root } from './lib/paths.mjs';
import { inherit } from './lib/run.mjs';
import { withSetup } from './lib/setup.mjs';

const script = fileURLToPath(import.meta.url);

// npm test -- <arguments of Jest>: a path, --coverage, -t <name>, --maxWorkers
await main(args =>
  withSetup(script, args, async ({ progress, env }) => {
    const components = await findComponents(env);
    reportComponents(components.rows, env, progress.say);
    const options = { cwd: root, env: { ...env, ...components.env } };

    // With arguments the person is after certain tests of the packages.
    const scripts = args.length > 0 ? 0 : await testScripts(options);
    const packages = await inherit(
      process.execPath,
      [
        join(root, 'node_modules/@backstage/cli/bin/backstage-cli'),
        'repo',
        'test',
        '--watchAll=false',
        ...workers(args),
        ...timeout(args),
        ...args,
      ],
      options,
    );
    return scripts || packages;
  }),
);

function testScripts(options) {
  return inherit(
    process.execPath,
    [
      '--test',
      ...['scripts', 'deploy'].flatMap(folder => listTests(join(root, folder))),
    ],
    options,
  );
}

/** Each worker takes up to a gigabyte: no more than four, unless told. */
function workers(args) {
  return args.some(arg => /^(--maxWorkers|-w|--runInBand|-i)\b/.test(arg))
    ? []
    : [`--maxWorkers=${Math.min(4, availableParallelism())}`];
}

/** A busy machine is slow; only what hangs may fail for its time. */
function timeout(args) {
  return args.some(arg => arg.startsWith('--testTimeout'))
    ? []
    : ['--testTimeout=60000'];
}
