import { ensureInstalled } from './install.mjs';
import { createProgress } from './say.mjs';
import { ensureToolchain, startedBefore } from './toolchain.mjs';

/**
 * What every script does first: a Node and a Yarn that fit, and the
 * dependencies.
 *
 * @param script the script's own file, to be run again by a fitting Node
 * @param work what to do then, given the progress and the environment for
 *   everything that it starts
 * @returns the exit code
 */
export async function withSetup(script, args, work) {
  const progress = createProgress({ started: startedBefore() });
  const toolchain = await ensureToolchain(progress, script, args);
  if (toolchain.exitCode !== undefined) {
    return toolchain.exitCode;
  }
  await ensureInstalled(progress, toolchain);
  return work({ progress, env: toolchain.env, yarn: toolchain.yarn });
}
