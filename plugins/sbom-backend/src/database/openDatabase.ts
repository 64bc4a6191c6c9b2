import {
  type DatabaseService,
  resolvePackagePath,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/** Opens the plugin's database and brings it up to date. */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (isSqlite(knex)) {
    // Readers do not wait for the writer, and a commit is one append.
    await knex.raw('pragma journal_mode = wal');
    // Commits wait for no disk here; see flushCommits.
    await knex.raw('pragma synchronous = normal');
  }
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        '@waymark/backstage-plugin-sbom-backend',
        'migrations',
      ),
    });
  }
  return knex;
}

/** True for the embedded database, which answers synchronously. */
export function isSqlite(knex: Knex): boolean {
  return knex.client.config.client === 'better-sqlite3';
}
