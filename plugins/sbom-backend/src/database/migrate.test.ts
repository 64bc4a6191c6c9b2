import { mockServices } from '@backstage/backend-test-utils';
import makeKnex from 'knex';
import { testDatabases } from '../__testUtils__/testBackend';
import { migrate } from '@waymark/backstage-plugin-waymark-node';
import { openDatabase } from './openDatabase';

jest.setTimeout(60_000);

const databases = testDatabases();
const directory = `${__dirname}/../../migrations`;

describe.each(databases.eachSupportedId())('migrations on %s', databaseId => {
  const tables = [
    'document',
    'package',
    'package_version',
    'component_set',
    'member',
    'upload',
    'head',
    'usage',
    'refusal',
  ];

  it('go up, down, and up again', async () => {
    const knex = await databases.init(databaseId);
    for (const present of [true, false, true]) {
      if (present) {
        await openDatabase(mockServices.database({ knex }));
      } else {
        await knex.migrate.rollback({ directory }, true);
      }
      for (const table of tables) {
        expect(await knex.schema.hasTable(table)).toBe(present);
      }
    }
  });

  it('wait for another process that is at it', async () => {
    const knex = await databases.init(databaseId);
    const others =
      databaseId === 'SQLITE_3'
        ? []
        : [1, 2].map(() => makeKnex(knex.client.config));
    try {
      await Promise.all([knex, ...others].map(one => migrate(one, directory)));
      expect(await knex.schema.hasTable('refusal')).toBe(true);
    } finally {
      await Promise.all(others.map(other => other.destroy()));
    }
  });
});
