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

  it('make unknown what was called transitive and is not reached', async () => {
    const knex = await databases.init(databaseId);
    const latest = '20261124100000_unknown_relation.js';
    await openDatabase(mockServices.database({ knex }));
    await knex.migrate.down({ directory, name: latest });
    const [{ id: packageId }] = await knex('package')
      .insert({
        key: 'a',
        key_index: 'a',
        name: 'a',
        name_lower: 'a',
        full_lower: 'a',
      })
      .returning('id');
    const [{ id: versionId }] = await knex('package_version')
      .insert({ package_id: packageId, identity: 'a' })
      .returning('id');
    const [{ id: setId }] = await knex('component_set')
      .insert({ lease_until: 0 })
      .returning('id');
    const members = [
      { direct: true, via: null },
      { direct: false, via: 0 },
      { direct: false, via: null },
      { direct: null, via: null },
    ];
    await knex('member').insert(
      members.map((member, ordinal) => ({
        ...member,
        ordinal,
        set_id: setId,
        version_id: versionId,
        type: 'library',
        name: 'a',
        licences: '[]',
        scope: 'required',
      })),
    );
    await knex.migrate.up({ directory, name: latest });
    const found = await knex('member').orderBy('ordinal').select('direct');
    expect(
      found.map(({ direct }) => (direct === null ? null : Boolean(direct))),
    ).toEqual([true, false, null, null]);
  });

  it('are done where two processes have each made the lock', async () => {
    const knex = await databases.init(databaseId);
    await knex.schema.createTable('knex_migrations_lock', table => {
      table.increments('index').primary();
      table.integer('is_locked');
    });
    await knex('knex_migrations_lock').insert([
      { is_locked: 0 },
      { is_locked: 0 },
    ]);
    await migrate(knex, directory);
    expect(await knex.schema.hasTable('refusal')).toBe(true);
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
