import {
  createServiceFactory,
  type ServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { type Entity } from '@backstage/catalog-model';
import {
  type CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import type { BomHead } from '@waymark/backstage-plugin-sbom-common';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { sbomPlugin } from '../plugin';
import { callers, testHttpAuth, testPermissions } from './callers';

/** SQLite always; PostgreSQL when its connection string is in the environment. */
export function testDatabases(): TestDatabases {
  const postgres = 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING';
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  if (process.env[postgres]) {
    ids.push('POSTGRES_17');
  }
  return TestDatabases.create({ ids });
}

/** A component of the test catalog. */
function service(
  name: string,
  more: {
    owner?: string;
    tier?: string;
    type?: string;
    system?: string;
    lifecycle?: string;
  } = {},
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
      lifecycle: more.lifecycle ?? 'production',
      owner: more.owner ?? 'group:default/payments',
      ...(more.system && { system: more.system }),
    },
  };
}

const entities = [
  service('checkout', { tier: '1', system: 'shop' }),
  service('ledger', { owner: 'group:default/finance' }),
  service('tool', { type: 'library', lifecycle: 'experimental' }),
];

/** Hides from callers what they may not see. */
const testCatalog = createServiceFactory({
  service: catalogServiceRef,
  deps: {},
  factory: (): CatalogService => {
    const catalog = catalogServiceMock({ entities });
    const all = catalog.getEntitiesByRefs.bind(catalog);
    const getEntitiesByRefs: CatalogService['getEntitiesByRefs'] = async (
      query,
      options,
    ) => {
      const found = await all(query, options);
      const caller = Object.values(callers).find(
        item => item.credentials === options.credentials,
      );
      const items = found.items.map((item, index) =>
        caller?.hidden?.includes(query.entityRefs[index]) ? undefined : item,
      );
      return { items };
    };
    return Object.assign(catalog, { getEntitiesByRefs });
  },
});

/** A running backend with this plugin. */
export class Started {
  constructor(
    private readonly backend: TestBackend,
    /** Where documents are. */
    readonly directory: string,
  ) {}

  /** A request to the plugin, by one of {@link callers}. */
  get(path: string, caller = 'developer') {
    return request(this.backend.server)
      .get(`/api/sbom/v1${path}`)
      .set('authorization', `Bearer ${caller}`);
  }

  /** Likewise; `undefined` sends no body. */
  post(path: string, body?: string | Buffer | object, caller = 'developer') {
    const made = request(this.backend.server)
      .post(`/api/sbom/v1${path}`)
      .set('authorization', `Bearer ${caller}`)
      .set(
        'content-type',
        // As JSON, the client would serialise the buffer.
        Buffer.isBuffer(body) ? 'application/octet-stream' : 'application/json',
      );
    return body === undefined ? made : made.send(body);
  }

  /** Uploads for `component:default/checkout` unless the query says else. */
  upload(
    content: string | Buffer,
    query: Record<string, string> = {},
    caller = 'machine',
  ) {
    const search = new URLSearchParams({
      entityRef: 'component:default/checkout',
      ...query,
    });
    return this.post(`/boms?${search}`, content, caller);
  }

  /** Heads of `component:default/checkout` in one slot. */
  async heads(slot: string): Promise<BomHead[]> {
    const { body } = await this.post('/summaries/by-query', {
      entityRefs: ['component:default/checkout'],
    });
    return body.items[0].heads.filter((head: BomHead) => head.slot === slot);
  }

  get server() {
    return this.backend.server;
  }

  async stop(): Promise<void> {
    await this.backend.stop();
    await rm(this.directory, { recursive: true, force: true });
  }
}

/** Starts the plugin with a small catalog and {@link callers}. */
export async function start(
  options: {
    databases?: TestDatabases;
    databaseId?: TestDatabaseId;
    /** Under `sbom`. */
    config?: JsonObject;
    factories?: ServiceFactory[];
  } = {},
): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-sbom-'));
  const knex =
    options.databases && (await options.databases.init(options.databaseId!));
  const backend = await startTestBackend({
    features: [
      sbomPlugin,
      mockServices.rootConfig.factory({
        data: { sbom: { ...options.config, documents: { directory } } },
      }),
      ...(knex ? [mockServices.database.factory({ knex })] : []),
      testHttpAuth,
      testPermissions,
      testCatalog,
      ...(options.factories ?? []),
    ],
  });
  return new Started(backend, directory);
}
