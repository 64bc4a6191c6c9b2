import { migrate } from '@waymark/backstage-plugin-waymark-node';
import knexFactory, { type Knex } from 'knex';
import { join } from 'node:path';
import { makePostgres, postgresUrl } from '../../quota/__testUtils__/databases';

const MIGRATIONS = join(__dirname, '..', '..', '..', 'migrations');

export type DatabaseKind = 'sqlite' | 'postgresql';

/** SQLite always; PostgreSQL when its address is in the environment. */
export function databaseKinds(): DatabaseKind[] {
  return postgresUrl() ? ['sqlite', 'postgresql'] : ['sqlite'];
}

/** An empty database with the tables of the proxy. */
export async function makeDatabase(
  kind: DatabaseKind,
): Promise<{ knex: Knex; remove(): Promise<void> }> {
  if (kind === 'sqlite') {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: ':memory:' },
      useNullAsDefault: true,
      pool: { min: 1, max: 1 },
    });
    await migrate(knex, MIGRATIONS);
    return { knex, remove: () => knex.destroy() };
  }
  return makePostgres(postgresUrl()!);
}
