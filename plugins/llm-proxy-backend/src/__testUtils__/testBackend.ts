import type { Entity } from '@backstage/catalog-model';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
  type TestDatabaseId,
  TestDatabases,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import type { JsonObject } from '@backstage/types';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import request from 'supertest';
import { llmProxyPlugin } from '../plugin';
import { testHttpAuth, testPermissions } from './callers';

/** SQLite always; PostgreSQL when its connection string is in the environment. */
export function testDatabases(): TestDatabases {
  const postgres = 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING';
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  if (process.env[postgres]) {
    ids.push('POSTGRES_17');
  }
  return TestDatabases.create({ ids });
}

function entity(kind: string, name: string, spec: JsonObject): Entity {
  const annotations = {
    'backstage.io/managed-by-origin-location': 'file:/models.yaml',
  };
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: { name, namespace: 'default', annotations },
    spec,
  };
}

const entities = [
  entity('Group', 'all', { type: 'organization', children: [] }),
  entity('Group', 'payments', { type: 'team', parent: 'all', children: [] }),
  entity('User', 'mara', { memberOf: ['payments'] }),
  entity('User', 'helena', { memberOf: ['all'] }),
  entity('System', 'shop', { owner: 'payments' }),
  entity('Component', 'checkout', {
    type: 'service',
    lifecycle: 'production',
    owner: 'payments',
    system: 'shop',
  }),
  entity('Resource', 'standard', {
    type: 'llm-model',
    owner: 'all',
    llm: {
      alias: 'standard',
      provider: 'builtin',
      model: 'builtin-standard',
      operations: ['chat'],
      price: { version: '1', inputPerMillion: '2', outputPerMillion: '8' },
      dataClass: 'confidential',
      regions: ['eu'],
      retentionDays: 0,
      contextTokens: 100_000,
      maxOutputTokens: 1_000,
    },
  }),
];

/** A backend with this plugin alone, whose catalog is read. */
export interface Started {
  get(path: string, caller: string): request.Test;
  post(path: string, body: object, caller: string): request.Test;
  put(path: string, body: object, caller: string): request.Test;
  delete(path: string, caller: string): request.Test;
  /** A chat with the model `standard`. */
  chat(key: string, body?: object): request.Test;
  /** A development key of the service checkout. */
  key(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts it on an empty database. */
export async function start(
  databases: TestDatabases,
  databaseId: TestDatabaseId,
): Promise<Started> {
  const directory = await mkdtemp(join(tmpdir(), 'waymark-llm-'));
  const knex = await databases.init(databaseId);
  const backend: TestBackend = await startTestBackend({
    features: [
      llmProxyPlugin,
      testHttpAuth,
      testPermissions,
      catalogServiceMock.factory({ entities }),
      mockServices.database.mock({ getClient: async () => knex }).factory,
      mockServices.rootConfig.factory({
        data: {
          backend: { baseUrl: 'http://127.0.0.1:7007' },
          policy: { history: { directory: join(directory, 'policy') } },
          llmProxy: {
            trustedLocations: ['file:*'],
            providers: { builtin: { kind: 'builtin' } },
            credentials: { development: true },
            policy: { default: { models: ['standard'] } },
            quota: { budgets: [{ scope: 'group:default/all', limit: 5 }] },
            audit: { directory, flushInterval: { milliseconds: 10 } },
          },
        },
      }),
    ],
  });
  const url = (path: string) => `/api/llm-proxy/admin${path}`;
  const agent = request(backend.server);
  const as = (test: request.Test, caller: string) =>
    caller === 'none' ? test : test.set('authorization', `Bearer ${caller}`);
  const started: Started = {
    get: (path, caller) => as(agent.get(url(path)), caller),
    post: (path, body, caller) => as(agent.post(url(path)).send(body), caller),
    put: (path, body, caller) => as(agent.put(url(path)).send(body), caller),
    delete: (path, caller) => as(agent.delete(url(path)), caller),
    chat: (key, body = {}) =>
      agent
        .post('/api/llm-proxy/v1/chat/completions')
        .set('authorization', `Bearer ${key}`)
        .send({
          model: 'standard',
          messages: [{ role: 'user', content: 'Name three colours.' }],
          ...body,
        }),
    async key() {
      const { body } = await started.post(
        '/development-keys',
        { service: 'component:default/checkout' },
        'importer',
      );
      return body.key;
    },
    async stop() {
      await backend.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
  while ((await started.get('/use', 'developer')).status !== 200) {
    await sleep(20);
  }
  return started;
}
