import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { isBeingMigrated } from './errors';

const ATTEMPTS = 60;
const PAUSE = 500;

/**
 * Brings the tables up to date. Of several replicas that start at once, one
 * does it and the others wait for it: knex makes them fail instead.
 */
export async function migrate(knex: Knex): Promise<void> {
  const directory = resolvePackagePath(
    '@waymark/backstage-plugin-sbom-backend',
    'migrations',
  );
  for (let attempt = 1; ; attempt += 1) {
    try {
      await knex.migrate.latest({ directory });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isBeingMigrated(error)) {
        throw error;
      }
      await sleep(PAUSE);
    }
  }
}
