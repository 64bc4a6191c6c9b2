import {
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { migrate } from '@waymark/backstage-plugin-waymark-node';
import { resolve } from 'node:path';
import { readFacts } from '../catalog/facts';
import { CredentialsUnavailableError } from '../credentials/types';
import { CatalogPrincipals } from './CatalogPrincipals';
import { OwnershipStore } from './OwnershipStore';
import { budgetScopes } from './types';

const MIGRATIONS = resolve(__dirname, '../../migrations');

function entity(
  kind: string,
  name: string,
  spec: Record<string, any>,
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, annotations },
    spec,
  };
}

const people = [
  entity('Group', 'all', { type: 'organization' }),
  entity('Group', 'payments', { type: 'team', parent: 'all' }),
  entity('Group', 'orders', { type: 'team', parent: 'all' }),
  entity('Group', 'role-developer', { type: 'role' }),
  entity('User', 'mara', { memberOf: ['role-developer', 'payments'] }),
];

function company(owner: string, dataClass?: string): Entity[] {
  return [
    ...people,
    entity(
      'System',
      'shop',
      { owner: 'payments' },
      {
        ...(dataClass && { 'waymark.dev/data-class': dataClass }),
      },
    ),
    entity('Component', 'checkout', { owner, system: 'shop' }),
    entity('Component', 'stray', {}),
  ];
}

describe('CatalogPrincipals', () => {
  const databases = TestDatabases.create({
    ids: ['SQLITE_3', 'POSTGRES_17'].filter(
      id =>
        id === 'SQLITE_3' ||
        process.env.BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING,
    ) as TestDatabaseId[],
  });

  it('says that the catalog was not read rather than refuse', () => {
    expect(() =>
      new CatalogPrincipals().resolve('user:default/x', null),
    ).toThrow(CredentialsUnavailableError);
  });

  describe.each(databases.eachSupportedId())('on %s', databaseId => {
    async function create() {
      const knex = await databases.init(databaseId);
      await migrate(knex, MIGRATIONS);
      const store = new OwnershipStore(knex, () => 7);
      const principals = new CatalogPrincipals();
      const read = async (entities: Entity[], trusted: string[] = []) => {
        const facts = readFacts(entities, trusted);
        principals.update(facts, await store.bind(facts));
      };
      return { store, principals, read };
    }

    it('finds who pays, from the service to the top', async () => {
      const { principals, read } = await create();
      await read(company('payments', 'confidential'));
      const found = principals.resolve(null, 'component:default/checkout');
      expect(found).toMatchObject({
        system: 'system:default/shop',
        team: 'group:default/payments',
        groups: ['group:default/payments', 'group:default/all'],
        dataClass: 'confidential',
      });
      expect(budgetScopes(found!, 'builtin')).toEqual([
        'component:default/checkout',
        'group:default/all',
        'group:default/payments',
        'provider:builtin',
        'system:default/shop',
      ]);
      expect(principals.resolve('user:default/mara', null)).toMatchObject({
        team: 'group:default/payments',
        service: null,
        dataClass: 'internal',
      });
      const stray = principals.resolve(null, 'component:default/stray');
      expect(budgetScopes(stray!, 'x')).toContain('unattributed');
      expect(principals.resolve(null, 'component:default/none')).toBeNull();
      expect(principals.resolve('user:default/none', null)).toBeNull();
    });

    it('gives the same object until something changed', async () => {
      const { principals, read } = await create();
      const ask = () => principals.resolve(null, 'component:default/checkout');
      await read(company('payments'));
      const first = ask();
      await read(company('payments'));
      expect(ask()).toBe(first);
      await read(company('payments', 'confidential'));
      expect(ask()!.epoch).toBeGreaterThan(first!.epoch);
    });

    it('lets a moved service cost its earlier owner until it is accepted', async () => {
      const { principals, read, store } = await create();
      const team = () =>
        principals.resolve(null, 'component:default/checkout')?.team;
      await read(company('payments'));
      await read(company('orders'));
      expect(team()).toBe('group:default/payments');
      const [move] = await store.moves();
      expect(move).toEqual({
        entityRef: 'component:default/checkout',
        what: 'owner',
        from: 'group:default/payments',
        to: 'group:default/orders',
        seenAt: '1970-01-01T00:00:00.007Z',
      });
      expect(await store.accept({ ...move, to: 'group:default/x' })).toBe(
        false,
      );
      expect(await store.accept(move)).toBe(true);
      expect(await store.accept(move)).toBe(false);
      await read(company('orders'));
      expect(team()).toBe('group:default/orders');
      expect(await store.moves()).toEqual([]);
    });

    it('ends with a loop of groups', async () => {
      const { principals, read } = await create();
      await read([
        entity('Group', 'a', { type: 'team', parent: 'b' }),
        entity('Group', 'b', { type: 'team', parent: 'a' }),
        entity('Component', 'c', { owner: 'a' }),
      ]);
      expect(principals.resolve(null, 'component:default/c')?.groups).toEqual([
        'group:default/a',
        'group:default/b',
      ]);
    });
  });
});
