/*
 * The whole data path on a port of its own: signed credentials, budgets in
 * memory, rates, policy, bounded audit with its delivery, telemetry.
 */
import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import { startPolicy } from '@waymark/backstage-plugin-policy-node';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAudit } from '../../src/audit/createAudit';
import { readConfig } from '../../src/config';
import { createCredentials } from '../../src/credentials/createCredentials';
import { currentEpoch } from '../../src/credentials/epoch';
import { ALL_SCOPES } from '../../src/credentials/grant';
import { DatabaseSigningKeys } from '../../src/credentials/signing/DatabaseSigningKeys';
import { TokenIssuer } from '../../src/credentials/TokenIssuer';
import type { Model } from '../../src/models/types';
import { RegoPolicy } from '../../src/policy/RegoPolicy';
import type { PrincipalDirectory } from '../../src/principals/types';
import { createProxy } from '../../src/proxy/createProxy';
import { createProviderKeys } from '../../src/proxy/upstream/keys';
import { createUpstreams } from '../../src/proxy/upstream/upstreams';
import { makeSqlite } from '../../src/quota/__testUtils__/databases';
import { bound } from '../../src/quota/bound';
import { createQuota } from '../../src/quota/createQuota';
import { createProxyTelemetry } from '../../src/telemetry/genai';
import { PRINCIPALS, NEW_EACH_ROUND, type Ready } from './shapes';

const PUBLIC_URL = 'https://portal.example/api/llm-proxy';
/** `kept` leaves the audit in its files: what remains is the path alone. */
const [origin, rounds, delivery] = process.argv.slice(2);

const model: Model = {
  alias: 'mock-1',
  entityRef: 'resource:default/mock-1',
  title: 'Mock',
  description: null,
  owner: 'group:default/platform',
  provider: 'mock',
  model: 'mock-1',
  operations: ['chat'],
  price: {
    version: '1',
    input: 2_500_000,
    cachedInput: 1_250_000,
    output: 10_000_000,
    perRequest: 0,
  },
  dataClass: 'internal',
  regions: ['eu'],
  retentionDays: 0,
  contextTokens: 128_000,
  maxOutputTokens: 16_000,
  imageTokens: null,
  endOfLife: null,
  replacedBy: null,
  fallbacks: [],
};

const directory: PrincipalDirectory = {
  resolve: (user, service) => ({
    user,
    service,
    system: 'system:default/shop',
    team: 'group:default/alpha',
    groups: ['group:default/alpha', 'group:default/company'],
    dataClass: 'internal',
    epoch: 1,
  }),
};

function configOf(audit: string) {
  return readConfig(
    new ConfigReader({
      llmProxy: {
        publicUrl: PUBLIC_URL,
        providers: {
          mock: {
            kind: 'openai',
            baseUrl: `${origin}/v1`,
            apiKey: 'sk-benchmark-only',
          },
        },
        policy: { default: { models: ['mock-1'] } },
        quota: {
          budgets: [{ scope: 'group:default/company', limit: 1_000_000 }],
          rates: { team: { requestsPerMinute: 100_000_000, concurrency: 500 } },
        },
        audit: { mode: 'bounded', directory: audit },
      },
    }),
  );
}

async function main() {
  const folder = await mkdtemp(join(tmpdir(), 'waymark-bench-'));
  const database = await makeSqlite();
  const { knex } = database;
  const config = configOf(join(folder, 'audit'));
  const { limits, resilience } = config;
  const audit = await createAudit(config.audit, knex);
  const quota = await createQuota({
    config: config.quota,
    knex,
    sums: async () => new Map(),
    audit: () => {},
    leaseFor: limits.requestTimeout,
  });
  if (delivery !== 'kept') {
    audit.start();
  }
  const credentials = await createCredentials({
    config: config.credentials,
    publicUrl: PUBLIC_URL,
    knex,
    directory,
    entities: { entity: async () => null, groupsOf: async () => [] },
    verifyBackstageToken: async () => null,
    onExchange: () => {},
    onError: error => process.stderr.write(`${error}\n`),
  });
  const policy = await RegoPolicy.start({
    policy: await startPolicy({
      config: new ConfigReader({
        policy: { history: { directory: join(folder, 'policy') } },
      }),
      logger: mockServices.rootLogger(),
    }),
    config: config.policy,
    onError: error => process.stderr.write(`${error}\n`),
  });
  const proxy = createProxy(
    {
      authenticator: credentials.authenticator,
      models: {
        get: alias => (alias === model.alias ? model : undefined),
        list: () => [model],
      },
      policy,
      bound,
      ledger: quota.ledger,
      rates: quota.rates,
      audit: audit.log,
      upstreams: createUpstreams(config.providers, resilience, {
        keys: createProviderKeys(config.providers),
      }),
      telemetry: createProxyTelemetry(config),
      report: error => process.stderr.write(`${error}\n`),
    },
    {
      maxBytes: limits.body,
      maxMultimodalBytes: limits.multimodalBody,
      maxDepth: limits.depth,
      ...limits,
      maxAttempts: resilience.attempts,
      holdFor: config.quota.holdFor,
      clamp: config.quota.clamp,
      cache: config.cache,
      fallbackAnswer: resilience.fallbackAnswer,
    },
  );
  const issuer = new TokenIssuer({
    publicUrl: PUBLIC_URL,
    lifetime: config.credentials.lifetime,
    keys: await DatabaseSigningKeys.open(knex, Date.now),
    clock: Date.now,
  });
  const epoch = await currentEpoch(knex);
  const tokens: string[] = [];
  const count = PRINCIPALS + NEW_EACH_ROUND * Number(rounds);
  for (let at = 0; at < count; at++) {
    const service = `component:default/service-${at}`;
    const grant = {
      ...{ subject: service, service, scopes: ALL_SCOPES },
      ...{ deployment: `d-${at}`, commit: null, actor: null },
    };
    tokens.push((await issuer.issue(grant, epoch)).token);
  }
  const { port } = await proxy.listen('127.0.0.1', 0);
  process.send?.({ port, tokens } satisfies Ready);
  process.once('disconnect', () => {
    proxy
      .close(1_000)
      .then(() => credentials.close())
      .then(() => quota.close())
      .then(() => audit.close())
      .then(() => database.remove())
      .then(() => rm(folder, { recursive: true, force: true }))
      .finally(() => process.exit(0));
  });
}

main().catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
