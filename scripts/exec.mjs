import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, main } from './lib/failure.mjs';
import { root } from './lib/paths.mjs';
import { inherit } from './lib/run.mjs';
import { withSetup } from './lib/setup.mjs';

const script = fileURLToPath(import.meta.url);

// Runs a tool of the project with the Node that the project needs, for those
// who have no Yarn at hand: node scripts/exec.mjs knip
await main(args => {
  const [command, ...rest] = args;
  if (!command) {
    throw new Failure('Say what to run, such as: node scripts/exec.mjs knip');
  }
  return withSetup(script, args, ({ env, yarn }) =>
    inherit(command, rest, {
      cwd: root,
      env: {
        ...env,
        // For tools that have to call the very same Yarn.
        ...(yarn.file && { WAYMARK_YARN: yarn.file }),
        PATH: [join(root, 'node_modules', '.bin'), env.PATH].join(delimiter),
      },
    }),
  );
});
