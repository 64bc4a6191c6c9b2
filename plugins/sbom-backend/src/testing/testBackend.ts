import type { ServiceFactory } from '@backstage/backend-plugin-api';
import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sbomPlugin } from '../plugin';

/** SQLite always; PostgreSQL when its connection string is in the environment. */
export function testDatabases(): TestDatabases {
  const postgres = 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING';
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  if (process.env[postgres]) {
    ids.push('POSTGRES_17');
  }
  return TestDatabases.create({ ids });
}

/** A service of the mock catalog. */
export function service(
  name: string,
  more: { owner?: string; tier?: string; type?: string; system?: string } = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      namespace: 'default',
      labels: more.tier ? { 'waymark.dev/tier': more.tier } : {},
    },
    spec: {
      type: more.type ?? 'service',
      lifecycle: 'production',
      owner: more.owner ?? 'group:default/payments',
      ...(more.system && { system: more.system }),
    },
  };
}

/** A running backend with this plugin, and how to end it. */
export interface Started {
  server: TestBackend['server'];
  directory: string;
  stop(): Promise<void>;
}

/** Starts the plugin on a database, with a catalog of the given entities. */
export async function start(options: {
  databases?: TestDatabases;
  databaseId?: TestDatabaseId;
  entities?: Entity[];
  config?: JsonObject;
  /** Users' refs by the refs of entities that they may not see. */
  hidden?: Record<string, string[]>;
  factories?: ServiceFactory[];
}): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-sbom-'));
  const knex = await options.databases?.init(options.databaseId ?? 'SQLITE_3');
  const entities = options.entities ?? [
    service('checkout'),
    service('ledger', { owner: 'group:default/finance' }),
  ];
  const backend = await startTestBackend({
    features: [
      sbomPlugin,
      mockServices.rootConfig.factory({
        data: {
          ...options.config,
          sbom: {
            ...(options.config?.sbom as JsonObject),
            documents: { directory },
          },
        },
      }),
      ...(knex ? [mockServices.database.factory({ knex })] : []),
      catalogOf(entities),
      ...(options.factories ?? []),
    ],
  });
  return {
    server: backend.server,
    directory,
    async stop() {
      await backend.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function catalogOf(entities: Entity[]) {
  return createServiceFactory({
    service: catalogServiceRef,
    deps: { plugin: coreServices.pluginMetadata },
    factory: () => catalogServiceMock({ entities }),
  });
}
