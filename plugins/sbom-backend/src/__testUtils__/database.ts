import type { JsonObject } from '@backstage/types';
import knexFactory, { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dropDatabase } from './dropDatabase';

/** Databases that backend processes can be put on. */
export type ServedDatabaseKind = 'sqlite' | 'postgresql';

/** The same variable as for `TestDatabases` of the platform. */
const VARIABLE = 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING';

/** A database and a folder for documents, empty, for backend processes. */
export interface ServedDatabase {
  /** `backend.database`. */
  config: JsonObject;
  /** For `sbom.documents.directory`. */
  documents: string;
  /** A connection of the caller's own to the plugin's tables. */
  connect(): Knex;
  /** Removes everything. */
  remove(): Promise<void>;
}

/** SQLite always; PostgreSQL when its connection string is in the environment. */
export function servedDatabaseKinds(): ServedDatabaseKind[] {
  return process.env[VARIABLE] ? ['sqlite', 'postgresql'] : ['sqlite'];
}

/** Makes an empty database. */
export async function makeServedDatabase(
  kind: ServedDatabaseKind,
): Promise<ServedDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-sbom-'));
  const documents = join(directory, 'documents');
  const removeFiles = () => rm(directory, { recursive: true, force: true });
  if (kind === 'sqlite') {
    const filename = join(directory, 'sbom.sqlite');
    return {
      config: { client: 'better-sqlite3', connection: { directory } },
      documents,
      connect: () =>
        knexFactory({
          client: 'better-sqlite3',
          connection: { filename },
          useNullAsDefault: true,
        }),
      remove: removeFiles,
    };
  }
  return { documents, ...(await makePostgres(removeFiles)) };
}

async function makePostgres(removeFiles: () => Promise<void>) {
  const url = new URL(process.env[VARIABLE]!);
  const database = `waymark_${randomUUID().replaceAll('-', '')}`;
  const connection = {
    host: url.hostname,
    port: Number(url.port || 5432),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database,
  };
  const asAdmin = async (statement: string) => {
    const admin = knexFactory({ client: 'pg', connection: url.href });
    try {
      await admin.raw(statement, [database]);
    } finally {
      await admin.destroy();
    }
  };
  await asAdmin('create database ??');
  return {
    config: { client: 'pg', pluginDivisionMode: 'schema', connection },
    connect: () =>
      knexFactory({ client: 'pg', connection, searchPath: ['sbom'] }),
    async remove() {
      // A killed process may not have been noticed yet.
      await dropDatabase(() => asAdmin('drop database ?? with (force)'));
      await removeFiles();
    },
  };
}
