import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import { startPolicy } from '@waymark/backstage-plugin-policy-node';
import type { Evidence } from '@waymark/policy-engine';
import { migrate } from '@waymark/backstage-plugin-waymark-node';
import type { ExceptionSnapshot } from '@waymark/backstage-plugin-scorecards-common';
import express from 'express';
import { CompactSign, exportJWK, generateKeyPair } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import request from 'supertest';
import { digestOf } from '../canonical';
import { readConfig } from '../config';
import { FactsRegistry } from '../facts/FactsRegistry';
import type { SnapshotAt, StatementSigner } from '../ports';
import { createRouter } from '../router';
import { createServices, type Services } from '../services';
import { testHttpAuth, testPermissions } from './callers';
import { service, testCatalog } from './catalog';

type Items = ExceptionSnapshot['items'];

/** SQLite always; PostgreSQL when its connection string is in the environment. */
export function testDatabases(): TestDatabases {
  const postgres = 'BACKSTAGE_TEST_DATABASE_POSTGRES17_CONNECTION_STRING';
  const ids: TestDatabaseId[] = ['SQLITE_3'];
  if (process.env[postgres]) {
    ids.push('POSTGRES_17');
  }
  return TestDatabases.create({ ids });
}

/** The plugin's services on a database, with a clock of the test's own. */
export class World {
  /** UTC ms; about when the fixtures were made. */
  now = 1_790_000_000_000;
  /** Exceptions in force, whatever the entity. */
  exceptions: Items = [];

  private constructor(
    readonly services: Services,
    readonly entities: Entity[],
    readonly facts: FactsRegistry,
    private readonly app: express.Express,
    private readonly end: () => Promise<void>,
  ) {}

  static async start(
    databases: TestDatabases,
    id: TestDatabaseId,
    options: { config?: object; fetch?: typeof fetch } = {},
  ): Promise<World> {
    const knex = await databases.init(id);
    await migrate(knex, resolve(__dirname, '../../migrations'));
    const directory = await mkdtemp(join(tmpdir(), 'waymark-scorecards-'));
    const root = new ConfigReader({
      backend: { baseUrl: 'http://localhost:7000' },
      policy: { history: { directory: join(directory, 'policy') } },
      ...options.config,
      scorecards: { evidence: { directory } },
    });
    const logger = mockServices.logger.mock();
    const policies = await startPolicy({ config: root, logger });
    const entities = [service('checkout', '4711'), service('ledger', null)];
    const facts = new FactsRegistry();
    const holder: { world?: World } = {};
    const services = createServices({
      config: readConfig(root),
      exceptions: {
        snapshotFor: async (ref, at) => holder.world!.snapshot(ref, at),
      },
      facts,
      fetch: options.fetch,
      integrations: ScmIntegrations.fromConfig(root),
      knex,
      now: () => holder.world!.now,
      platform: {
        auditor: mockServices.auditor.mock(),
        auth: mockServices.auth(),
        catalog: testCatalog(entities),
        httpAuth: testHttpAuth,
        logger,
        permissions: testPermissions(),
      },
      policies,
      signer: await testSigner(),
    });
    const app = express();
    app.use(createRouter(services, { logger, more: [] }));
    holder.world = new World(services, entities, facts, app, async () => {
      await policies.close();
      await rm(directory, { recursive: true, force: true });
    });
    return holder.world;
  }

  get(path: string, caller = 'developer') {
    return request(this.app)
      .get(`/v1${path}`)
      .set('authorization', `Bearer ${caller}`);
  }

  post(path: string, body: object, caller = 'developer') {
    return request(this.app)
      .post(`/v1${path}`)
      .set('authorization', `Bearer ${caller}`)
      .send(body);
  }

  /** Sends evidence as a pipeline without a verdict of its own. */
  send(evidence: Evidence, more: object = {}, caller = 'ci') {
    return this.post('/evidence', { evidence, verdict: null, ...more }, caller);
  }

  /** As the pipeline would, without exceptions. */
  async evaluate(evidence: Evidence) {
    const { engine, parameters } = this.services.policies.current();
    return engine.evaluate({
      domain: 'golden_path',
      input: evidence,
      platform: { exceptions: {}, parameters },
    });
  }

  digest(evidence: Evidence): string {
    return digestOf(evidence);
  }

  stop(): Promise<void> {
    return this.end();
  }

  private snapshot(entityRef: string, at: number): SnapshotAt {
    const issuedAt = Math.floor(at / 1_000);
    return {
      digest: digestOf(this.exceptions),
      payload: {
        iss: 'test',
        aud: 'test',
        entityRef,
        sequence: 1,
        issuedAt,
        validUntil: issuedAt + 3_600,
        items: this.exceptions,
      },
    };
  }
}

async function testSigner(): Promise<StatementSigner> {
  const { privateKey, publicKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return {
    sign: (payload, typ) =>
      new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
        .setProtectedHeader({ alg: 'ES256', typ })
        .sign(privateKey),
    jwks: () => ({ keys: [{ ...jwk, alg: 'ES256' }] }),
  };
}
