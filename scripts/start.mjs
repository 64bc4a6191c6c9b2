import { fileURLToPath } from 'node:url';
import { ensureAppBuilt } from './lib/appBuild.mjs';
import { main } from './lib/failure.mjs';
import { readStartOptions, startHelp } from './lib/options.mjs';
import { requireFree } from './lib/port.mjs';
import { runInForeground } from './lib/foreground.mjs';
import { withSetup } from './lib/setup.mjs';
import { startPortal } from './lib/portal.mjs';

const script = fileURLToPath(import.meta.url);

await main(async args => {
  // npm changes to the project's folder; a relative --data is meant from here.
  const options = readStartOptions(args, process.env.INIT_CWD ?? process.cwd());
  if (options.help) {
    process.stdout.write(startHelp);
    return 0;
  }
  await requireFree(options.port);
  return withSetup(script, args, async ({ progress, env }) => {
    await ensureAppBuilt({ progress, env });
    return runInForeground(progress, async signal => {
      const portal = await startPortal(
        { ...options, signal },
        { progress, env },
      );
      progress.say(`Waymark is ready: ${portal.baseUrl}`);
      process.stdout.write(whatToLookAt(portal));
      return portal;
    });
  });
});

function whatToLookAt({ baseUrl, seen, files }) {
  const [, name] = seen.mine[0].split('/');
  return `
  ${baseUrl}  your services, as ${seen.user}: SBOM, last change
  ${baseUrl}/catalog/default/component/${name}/sbom  what is inside one of them, and why
  ${baseUrl}/sbom  find a package in all services; coverage by team
  ${baseUrl}/llm  what you may use of models, and how much is left

  ${seen.all.length} components, ${seen.withSboms} with an SBOM. Tokens for the examples in docs/ are in
  ${files.credentials}. Ctrl-C stops the portal and keeps its data.
`;
}
