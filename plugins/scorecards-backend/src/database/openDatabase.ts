import type { DatabaseService } from '@backstage/backend-plugin-api';
import { openDatabase as open } from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';

/** Opens the plugin's database and brings it up to date. */
export function openDatabase(database: DatabaseService): Promise<Knex> {
  return open(database, '@waymark/backstage-plugin-scorecards-backend');
}
