import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { ensureLlmToken, layout, prepareDataFolder } from './dataFolder.mjs';
import { Failure } from './failure.mjs';
import { createGuest, waitForCatalog } from './guest.mjs';
import { hashFiles } from './hash.mjs';
import { readStamp } from './install.mjs';
import { tryLock, unlock } from './lock.mjs';
import { root } from './paths.mjs';
import { requireFree } from './port.mjs';
import { startNode } from './processGroup.mjs';
import { lastErrors, whileRunning } from './supervise.mjs';

export const nodeTransform = [
  '--require',
  join(
    root,
    'node_modules',
    '@backstage',
    'cli',
    'config',
    'nodeTransform.cjs',
  ),
];

const readyWithinMs = 150_000;
const seededWithinMs = 300_000;

/** The configuration files of a development portal, as arguments. */
export function configArguments(files) {
  return ['app-config.yaml', 'app-config.development.yaml']
    .map(name => join(root, name))
    .concat(files.config)
    .flatMap(file => ['--config', file]);
}

/**
 * Starts a portal on a data folder and waits until its guest sees the catalog
 * and the example SBOMs.
 *
 * @param options port, data, empty as `npm start` takes them; `appUrl` where
 *   something else serves the portal; `signal` to give up
 * @returns the running portal: `baseUrl`, `ended`, `stop`, and what the guest
 *   sees
 */
export async function startPortal(options, { progress, env }) {
  const { port, data } = options;
  const lock = layout(data).lock;
  await requireFree(port);
  const holder = tryLock(lock);
  if (holder !== undefined) {
    throw new Failure(
      `The data folder ${data} is in use by process ${holder}: stop that one, or give this one a folder of its own with --data <folder>.`,
    );
  }
  const { files, credentials } = prepareDataFolder(options);
  const running = [];
  const stop = async () => {
    await Promise.all(running.map(program => program.stop()));
    unlock(lock);
  };
  // What is started here shares the fate of the backend.
  const start = (args, cwd, logFile, onLine) => {
    const program = startNode(args, {
      cwd: join(root, cwd),
      env: { ...env, NODE_ENV: 'development' },
      logFile,
      onLine,
    });
    running.push(program);
    return program;
  };

  try {
    rmSync(files.log, { force: true });
    const backend = start(
      [
        ...(options.backendArguments ?? [...nodeTransform, 'src/index.ts']),
        ...configArguments(files),
      ],
      'packages/backend',
      files.log,
    );
    const guest = createGuest(credentials.baseUrl);
    const supervised = (what, withinMs, work) =>
      whileRunning(backend, work, {
        what,
        withinMs,
        port,
        log: files.log,
        signal: options.signal,
      });
    await progress.step(`Starting the backend on port ${port}`, () =>
      supervised('The backend', readyWithinMs, signal =>
        waitUntilReady(credentials.baseUrl, signal),
      ),
    );
    const seen = await progress.step('Waiting for the catalog', () =>
      supervised('The catalog', readyWithinMs, signal =>
        waitForCatalog(guest, { signal }),
      ),
    );
    await ensureLlmToken(
      { files, credentials },
      () => createDevelopmentKey(credentials, seen.user),
      key => isGoodKey(credentials, key),
    );
    const withSboms = options.empty
      ? 0
      : await seed({
          options,
          files,
          guest,
          seen,
          supervised,
          start,
          progress,
        });
    return {
      ...credentials,
      files,
      seen: { ...seen, withSboms },
      ended: backend.ended.then(() => lastErrors(backend.lastLines)),
      isRunning: backend.isRunning,
      start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A key for the guest, so that official clients work by changing base URL and key. */
async function createDevelopmentKey({ baseUrl, importToken }, user) {
  const response = await fetch(
    `${baseUrl}/api/llm-proxy/admin/development-keys`,
    {
      method: 'POST',
      headers: {
        authorization: `Bearer ${importToken}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ user }),
      signal: AbortSignal.timeout(10_000),
    },
  );
  if (!response.ok) {
    throw new Failure(
      `The LLM proxy made no development key: it answers ${response.status}.`,
    );
  }
  return (await response.json()).key;
}

/** False for a key that the proxy refuses; one that it cannot judge now stays. */
async function isGoodKey({ llmBaseUrl }, key) {
  const { status } = await fetch(`${llmBaseUrl}/models`, {
    headers: { authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(10_000),
  });
  return status !== 401;
}

/** Sends the example SBOMs, unless this folder has these very ones. */
async function seed({
  options,
  files,
  guest,
  seen,
  supervised,
  start,
  progress,
}) {
  const stamp = hashFiles([
    join(root, 'packages/demo/src'),
    join(root, 'examples'),
  ]);
  const present = () => guest.withSboms(seen.all);
  if (readStamp(files.seeded) === stamp && (await present()) > 0) {
    return present();
  }
  const log = join(options.data, 'seed.log');
  rmSync(log, { force: true });
  return progress.step('Seeding the example company', () =>
    supervised('The example company', seededWithinMs, async () => {
      const seeder = start(
        [...nodeTransform, 'src/cli.ts', '--credentials', files.credentials],
        'packages/demo',
        log,
        line => progress.say(`  ${line}`),
      );
      const { code } = await seeder.ended;
      if (code !== 0) {
        throw new Failure(
          `The example company could not be seeded; the log is ${log}. ${lastErrors(
            seeder.lastLines,
          )}`,
        );
      }
      const count = await present();
      if (count === 0) {
        throw new Failure(
          `The example SBOMs were sent, but the guest sees none; the logs are ${log} and ${files.log}.`,
        );
      }
      writeFileSync(files.seeded, stamp);
      return count;
    }),
  );
}

async function waitUntilReady(baseUrl, signal) {
  for (;;) {
    try {
      const { ok } = await fetch(`${baseUrl}/.backstage/health/v1/readiness`, {
        signal: AbortSignal.timeout(3_000),
      });
      if (ok) {
        return;
      }
    } catch {
      // Not listening yet.
    }
    await wait(250, undefined, { signal });
  }
}
