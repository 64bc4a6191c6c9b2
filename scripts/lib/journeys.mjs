import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAppBuilt } from './appBuild.mjs';
import { root } from './paths.mjs';
import { freePort, isFree } from './port.mjs';
import { startPortal } from './portal.mjs';
import { inherit } from './run.mjs';
import { withSetup } from './setup.mjs';

/**
 * Runs one project of the Playwright configuration: against the portal whose
 * data folder WAYMARK_DATA names, else against one of its own with the example
 * company, which is gone afterwards.
 *
 * @param script the calling script's own file
 * @param project `journeys` or `screenshots`
 * @param args further arguments of `playwright test`
 * @returns the exit code
 */
export function runJourneys(script, project, args) {
  return withSetup(script, args, async ({ progress, env }) => {
    const walk = data =>
      inherit(
        process.execPath,
        [
          join(root, 'node_modules/@playwright/test/cli.js'),
          'test',
          '--config=packages/app/e2e-tests/playwright.config.ts',
          `--project=${project}`,
          ...args,
        ],
        { cwd: root, env: { ...env, WAYMARK_DATA: data } },
      );
    if (env.WAYMARK_DATA) {
      return walk(env.WAYMARK_DATA);
    }

    const data = mkdtempSync(join(tmpdir(), 'waymark-journeys-'));
    try {
      await ensureAppBuilt({ progress, env });
      const portal = await startPortal(
        // Pictures show addresses: the usual one where it can be had.
        { data, port: (await isFree(7007)) ? 7007 : await freePort() },
        { progress, env },
      );
      try {
        return await walk(data);
      } finally {
        await portal.stop();
      }
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
}
