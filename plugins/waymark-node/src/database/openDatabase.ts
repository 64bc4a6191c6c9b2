import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBeingMigrated } from './errors';

const ATTEMPTS = 60;
const PAUSE = 500;

/**
 * Opens a plugin's database and brings it up to date from the `migrations`
 * folder of `packageName`.
 *
 * @public
 */
export async function openDatabase(
  database: DatabaseService,
  packageName: string,
): Promise<Knex> {
  const knex = await database.getClient();
  if (isSqlite(knex)) {
    // Readers do not wait for the writer, and a commit is one append.
    await knex.raw('pragma journal_mode = wal');
    await knex.raw('pragma synchronous = normal');
  }
  if (!database.migrations?.skip) {
    await migrate(knex, resolvePackagePath(packageName, 'migrations'));
  }
  return knex;
}

/**
 * Brings the tables up to date. Of several replicas that start at once, one
 * does it and the others wait for it: knex makes them fail instead.
 *
 * @public
 */
export async function migrate(knex: Knex, directory: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await knex.migrate.latest({ directory });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isBeingMigrated(error)) {
        throw error;
      }
      await sleep(PAUSE);
      await dropSurplusLocks(knex);
    }
  }
}

/**
 * Two processes that meet an empty database at once can each insert the row
 * that is knex's lock, and with two of them nobody ever gets it.
 */
async function dropSurplusLocks(knex: Knex): Promise<void> {
  const table = 'knex_migrations_lock';
  if (await knex.schema.hasTable(table)) {
    const first = await knex(table).min({ index: 'index' }).first();
    await knex(table)
      .where('index', '>', first?.index ?? 0)
      .delete();
  }
}

/**
 * True for the embedded database, which answers synchronously.
 *
 * @public
 */
export function isSqlite(knex: Knex): boolean {
  return knex.client.config.client === 'better-sqlite3';
}
