import { migrate } from '@waymark/backstage-plugin-waymark-node';
import knexFactory, { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';

const MIGRATIONS = join(__dirname, '..', '..', '..', 'migrations');

export type DatabaseKind = 'sqlite' | 'postgresql';

/** SQLite always; PostgreSQL when its address is in the environment. */
export function databaseKinds(): DatabaseKind[] {
  return process.env.WAYMARK_TEST_POSTGRES_URL
    ? ['sqlite', 'postgresql']
    : ['sqlite'];
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
  const connection = process.env.WAYMARK_TEST_POSTGRES_URL!;
  const schema = `audit_${randomUUID().replaceAll('-', '')}`;
  const admin = knexFactory({ client: 'pg', connection });
  await admin.raw('create schema ??', [schema]);
  const knex = knexFactory({ client: 'pg', connection, searchPath: [schema] });
  await migrate(knex, MIGRATIONS);
  return {
    knex,
    async remove() {
      await knex.destroy();
      await admin.raw('drop schema ?? cascade', [schema]);
      await admin.destroy();
    },
  };
}
