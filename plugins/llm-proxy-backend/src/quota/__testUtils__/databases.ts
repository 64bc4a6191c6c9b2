import { resolvePackagePath } from '@backstage/backend-plugin-api';
import knexFactory, { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase } from '../../__testUtils__/dropDatabase';

/** What a ledger's database can be opened with, in this process or another. */
export type DatabaseOptions = Pick<Knex.Config, 'client' | 'connection'>;

export interface TestDatabase {
  readonly options: DatabaseOptions;
  readonly knex: Knex;
  remove(): Promise<void>;
}

/** Set when there is a PostgreSQL for tests. */
export function postgresUrl(): string | undefined {
  return (
    process.env.BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING ??
    process.env.WAYMARK_TEST_POSTGRES_URL
  );
}

/** Opens a database of {@link makeSqlite} or {@link makePostgres} once more. */
export async function openTestDatabase(
  options: DatabaseOptions,
): Promise<Knex> {
  const knex = knexFactory({
    ...options,
    // Connections that tests break are no news.
    log: { warn() {}, error() {}, debug() {}, deprecate() {} },
    useNullAsDefault: options.client === 'better-sqlite3',
    pool: options.client === 'pg' ? { min: 0, max: 8 } : undefined,
  });
  if (options.client === 'better-sqlite3') {
    await knex.raw('pragma journal_mode = wal');
    await knex.raw('pragma synchronous = normal');
  }
  return knex;
}

/** An empty database with the plugin's tables, in a file. */
export async function makeSqlite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-quota-'));
  const options = {
    client: 'better-sqlite3',
    connection: { filename: join(directory, 'quota.sqlite') },
  };
  const knex = await openTestDatabase(options);
  await migrate(knex);
  return {
    options,
    knex,
    async remove() {
      await knex.destroy();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** An empty database with the plugin's tables. */
export async function makePostgres(url: string): Promise<TestDatabase> {
  const database = `waymark_${randomUUID().replaceAll('-', '')}`;
  const asAdmin = async (statement: string) => {
    const admin = knexFactory({ client: 'pg', connection: url });
    try {
      await admin.raw(statement, [database]);
    } finally {
      await admin.destroy();
    }
  };
  await asAdmin('create database ??');
  const own = new URL(url);
  own.pathname = `/${database}`;
  const options = { client: 'pg', connection: own.href };
  const knex = await openTestDatabase(options);
  await migrate(knex);
  return {
    options,
    knex,
    async remove() {
      await knex.destroy();
      await dropDatabase(() => asAdmin('drop database ?? with (force)'));
    },
  };
}

async function migrate(knex: Knex): Promise<void> {
  const directory = resolvePackagePath(
    '@waymark/backstage-plugin-llm-proxy-backend',
    'migrations',
  );
  await knex.migrate.latest({ directory });
}
