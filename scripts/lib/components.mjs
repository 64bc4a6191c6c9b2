import { existsSync } from 'node:fs';
import { createConnection } from 'node:net';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';
import { root } from './paths.mjs';

/**
 * The real things that tests use where they are there: a variable that says
 * where, and the variable that the test library reads.
 */
const servers = [
  {
    name: 'PostgreSQL',
    variable: 'WAYMARK_TEST_POSTGRES_URL',
    handsTo: 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING',
    port: 5432,
  },
  {
    name: 'Redis',
    variable: 'WAYMARK_TEST_REDIS_URL',
    handsTo: 'BACKSTAGE_TEST_CACHE_REDIS7_CONNECTION_STRING',
    port: 6379,
  },
];

/** Programs that tests run where they are on the PATH. */
const programs = [
  'redis-server',
  'kustomize',
  'opa',
  'conftest',
  'regal',
  'syft',
  'gitleaks',
];

/**
 * Finds out which real components the tests can use.
 *
 * @returns one row each, `{ name, used, where, hint }`, and the environment
 *   that makes the tests use them
 */
export async function findComponents(env, connect = canConnect) {
  const rows = [];
  const found = { BACKSTAGE_TEST_DISABLE_DOCKER: '1' };
  for (const { name, variable, handsTo, port } of servers) {
    const url = env[variable];
    const used = Boolean(url) && (await connect(url, port));
    rows.push({
      name,
      used,
      where: used ? new URL(url).host : undefined,
      hint: url ? `nobody answers at ${variable}` : `set ${variable}`,
    });
    if (used) {
      found[handsTo] = url;
    }
  }
  for (const program of programs) {
    const where = (env.PATH ?? '')
      .split(delimiter)
      .map(folder => join(folder, program))
      .find(file => existsSync(file));
    rows.push({
      name: program,
      used: where !== undefined,
      where: 'on the PATH',
      hint: 'put it on the PATH',
    });
  }
  const corpus =
    env.WAYMARK_CONFORMANCE_DIR ?? join(root, '..', 'shared', 'conformance');
  rows.push({
    name: 'Conformance documents',
    used: existsSync(corpus),
    where: 'found',
    hint: 'set WAYMARK_CONFORMANCE_DIR',
  });
  return { rows, env: found };
}

/** Says which are used and which are absent; refuses absence where all are required. */
export function reportComponents(rows, env, say) {
  for (const { name, used, where, hint } of rows) {
    say(used ? `${name}: used (${where})` : `${name}: ABSENT (${hint})`);
  }
  const absent = rows.filter(({ used }) => !used);
  if (env.WAYMARK_REQUIRE === 'all' && absent.length > 0) {
    throw new Failure(
      `WAYMARK_REQUIRE=all, but these are absent: ${absent
        .map(({ name, hint }) => `${name} (${hint})`)
        .join(', ')}.`,
    );
  }
}

function canConnect(url, defaultPort) {
  return new Promise(resolve => {
    const { hostname, port } = new URL(url);
    const socket = createConnection({
      host: hostname,
      port: Number(port) || defaultPort,
    });
    const answer = value => {
      socket.destroy();
      resolve(value);
    };
    socket.setTimeout(3_000, () => answer(false));
    socket.once('connect', () => answer(true));
    socket.once('error', () => answer(false));
  });
}
