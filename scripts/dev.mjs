import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure, main } from './lib/failure.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { readStartOptions } from './lib/options.mjs';
import { root } from './lib/paths.mjs';
import { isFree, requireFree } from './lib/port.mjs';
import { configArguments, startPortal } from './lib/portal.mjs';
import { withSetup } from './lib/setup.mjs';

const script = fileURLToPath(import.meta.url);
const appPort = 3000;
const appUrl = `http://localhost:${appPort}`;
const backstageCli = join(
  root,
  'node_modules/@backstage/cli/bin/backstage-cli',
);

// Backstage's development mode: the frontend with hot reload on its own port,
// the backend restarted when its sources change. Options as for npm start.
await main(async args => {
  const options = readStartOptions(args, process.env.INIT_CWD ?? process.cwd());
  await requireFree(options.port);
  if (!(await isFree(appPort))) {
    throw new Failure(
      `Port ${appPort} is in use, and the development server needs it: stop the program that listens there.`,
    );
  }
  return withSetup(script, args, ({ progress, env }) =>
    runInForeground(progress, async signal => {
      const portal = await startPortal(
        {
          ...options,
          signal,
          appUrl,
          backendArguments: [backstageCli, 'package', 'start'],
        },
        { progress, env },
      );
      const log = join(options.data, 'app.log');
      portal.start(
        [backstageCli, 'package', 'start', ...configArguments(portal.files)],
        'packages/app',
        log,
        line => /error|compiled/i.test(line) && progress.say(`  ${line}`),
      );
      progress.say(
        `Waymark is in development mode: ${appUrl} (API on ${portal.baseUrl}; logs in ${options.data})`,
      );
      return portal;
    }),
  );
});
