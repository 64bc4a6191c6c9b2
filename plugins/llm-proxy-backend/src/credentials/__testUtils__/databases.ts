import knexFactory, { type Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as migration from '../../../migrations/20261123000003_credentials';
import { dropDatabase } from '../../__testUtils__/dropDatabase';

/** An empty database with the tables of credentials. */
export interface TestDatabase {
  /** A connection of its own, as a replica has it. */
  connect(): Knex;
  /** Ends all connections and removes everything. */
  remove(): Promise<void>;
}

const POSTGRES = process.env.WAYMARK_TEST_POSTGRES_URL;

/** SQLite always; PostgreSQL when its URL is in the environment. */
export const databaseKinds = POSTGRES ? ['sqlite', 'postgresql'] : ['sqlite'];

export async function makeDatabase(kind: string): Promise<TestDatabase> {
  const database = kind === 'sqlite' ? await sqlite() : await postgres();
  const knex = database.connect();
  if (kind === 'sqlite') {
    await knex.raw('pragma journal_mode = wal');
  }
  await migration.up(knex);
  return database;
}

async function sqlite(): Promise<TestDatabase> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-credentials-'));
  const open: Knex[] = [];
  return {
    connect() {
      const knex = knexFactory({
        client: 'better-sqlite3',
        connection: { filename: join(directory, 'test.sqlite') },
        useNullAsDefault: true,
      });
      open.push(knex);
      return knex;
    },
    async remove() {
      await Promise.all(open.map(knex => knex.destroy()));
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function postgres(): Promise<TestDatabase> {
  const name = `waymark_${randomUUID().replaceAll('-', '')}`;
  const asAdmin = async (statement: string) => {
    const admin = knexFactory({ client: 'pg', connection: POSTGRES });
    await admin.raw(statement, [name]).finally(() => admin.destroy());
  };
  await asAdmin('create database ??');
  const url = new URL(POSTGRES!);
  url.pathname = `/${name}`;
  const open: Knex[] = [];
  return {
    connect() {
      const knex = knexFactory({
        client: 'pg',
        connection: url.href,
        pool: { min: 0, max: 4 },
      });
      open.push(knex);
      return knex;
    },
    async remove() {
      await Promise.all(open.map(knex => knex.destroy()));
      await dropDatabase(() => asAdmin('drop database ?? with (force)'));
    },
  };
}
