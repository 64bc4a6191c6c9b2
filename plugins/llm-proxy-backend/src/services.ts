import type {
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import {
  Authoriser,
  CatalogVisibility,
} from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import { Acts } from './acts';
import type { Audit } from './audit/Audit';
import { createAudit } from './audit/createAudit';
import { BudgetService } from './budgets/BudgetService';
import { ScopeTree } from './budgets/ScopeTree';
import { CatalogView } from './catalog/CatalogView';
import { CatalogWatch } from './catalog/CatalogWatch';
import type { LlmProxyConfig } from './config';
import {
  type Credentials,
  createCredentials,
} from './credentials/createCredentials';
import { backstageTokens } from './credentials/platform';
import { CatalogModels } from './models/CatalogModels';
import { RegoPolicy } from './policy/RegoPolicy';
import { CatalogPrincipals } from './principals/CatalogPrincipals';
import { OwnershipStore } from './principals/OwnershipStore';
import { createProxy } from './proxy/createProxy';
import type { Upstreams } from './proxy/types';
import { createProviderKeys } from './proxy/upstream/keys';
import { createUpstreams } from './proxy/upstream/upstreams';
import { bound } from './quota/bound';
import { createQuota, type Quota } from './quota/createQuota';
import { settler } from './quota/settler';
import { Callers } from './routes/callers';
import { SummaryService } from './summaries/SummaryService';
import { createProxyTelemetry } from './telemetry/genai';
import { Chargeback } from './usage/Chargeback';
import { countedSums } from './usage/counted';
import { EventStore } from './usage/EventStore';
import { History } from './usage/History';
import { HistoryService } from './usage/HistoryService';
import { SummaryStore } from './usage/SummaryStore';
import { UsageRetention } from './usage/UsageRetention';
import { UsageStore } from './usage/UsageStore';
import { UsageWriter } from './usage/UsageWriter';
import { UseService } from './use/UseService';

/** What the platform gives to this plugin. */
export interface Platform {
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  permissions: PermissionsService;
  policy: PolicyService;
  userInfo: UserInfoService;
}

/** Everything that routes and tasks work with. */
export type Services = Awaited<ReturnType<typeof createServices>>;

/** Builds the domain out of a configuration, a database and the platform. */
export async function createServices(
  config: LlmProxyConfig,
  knex: Knex,
  platform: Platform,
) {
  const catalog = createCatalog(config, knex, platform);
  const books = await createBooks(config, knex, platform);
  const { acts, audit, quota } = books;
  const credentials = await createCredentials({
    config: config.credentials,
    publicUrl: config.publicUrl,
    knex,
    directory: catalog.principals,
    entities: catalog.view,
    verifyBackstageToken: backstageTokens(config.plugins, platform),
    onExchange: event => acts.exchange(event),
    onError: error =>
      platform.logger.warn('Credentials are not up to date', error as Error),
  });
  const path = await createDataPath(config, platform, {
    audit,
    catalog,
    credentials,
    quota,
  });
  catalog.watch.start();
  return {
    ...catalog,
    ...path,
    ...createReads(config, knex, platform, { ...catalog, ...path, ...books }),
    acts,
    credentials,
    quota,
    settle: settler({ acts, audit: audit.log, ledger: quota.ledger }),
    /** In the order in which each needs the others. */
    async close() {
      await catalog.watch.close();
      await path.proxy.close();
      await path.upstreams.close();
      path.keys.close();
      path.policy.close();
      await credentials.close();
      await quota.close();
      await audit.close();
    },
  };
}

/**
 * The audit and the ledger. Each needs the other: the audit asks what became
 * of a call whose end nobody recorded, and the ledger begins with what the
 * audit has.
 */
async function createBooks(
  config: LlmProxyConfig,
  knex: Knex,
  { logger }: Platform,
) {
  const writer = new UsageWriter();
  const made: { quota?: Quota } = {};
  const audit = await createAudit(config.audit, knex, {
    usage: writer,
    settlementOf: hold => settlementOf(made.quota, hold),
    onError: error => logger.error('The audit log failed', error as Error),
  });
  const acts = new Acts(audit.log);
  await audit.deliver();
  const quota = await createQuota({
    config: config.quota,
    knex,
    sums: period => countedSums(knex, period),
    audit: ({ by, what, detail }) => acts.record(by, what, detail),
    leaseFor: config.limits.requestTimeout,
  });
  made.quota = quota;
  audit.start();
  return { acts, audit, quota, writer };
}

type Catalog = ReturnType<typeof createCatalog>;

function createCatalog(config: LlmProxyConfig, knex: Knex, platform: Platform) {
  const providers = Object.keys(config.providers);
  const models = new CatalogModels({ ...platform, providers });
  const ownership = new OwnershipStore(knex);
  const principals = new CatalogPrincipals();
  const tree = new ScopeTree(providers);
  const view = new CatalogView({ models, ownership, principals, tree });
  const watch = new CatalogWatch({
    ...platform,
    trustedLocations: config.trustedLocations,
    onFacts: facts => view.update(facts),
  });
  return { models, ownership, principals, tree, view, watch };
}

/** What a request for a model goes through. */
async function createDataPath(
  config: LlmProxyConfig,
  { logger, policy: rules }: Platform,
  parts: {
    audit: Audit;
    catalog: Catalog;
    credentials: Credentials;
    quota: Quota;
  },
) {
  const { limits, resilience } = config;
  const keys = createProviderKeys(config.providers);
  const upstreams = createUpstreams(config.providers, resilience, { keys });
  const policy = await RegoPolicy.start({
    policy: rules,
    config: config.policy,
    onError: error =>
      logger.error('The rules for models were not reloaded', error as Error),
  });
  const proxy = createProxy(
    {
      authenticator: parts.credentials.authenticator,
      models: parts.catalog.models,
      policy,
      bound,
      ledger: parts.quota.ledger,
      rates: parts.quota.rates,
      audit: parts.audit.log,
      upstreams,
      telemetry: createProxyTelemetry(config),
      report: (error, requestId) =>
        logger.error(`Model call ${requestId} failed`, error as Error),
    },
    {
      maxBytes: limits.body,
      maxMultimodalBytes: limits.multimodalBody,
      maxDepth: limits.depth,
      headTimeout: limits.headTimeout,
      bodyTimeout: limits.bodyTimeout,
      requestTimeout: limits.requestTimeout,
      maxAttempts: resilience.attempts,
      holdFor: config.quota.holdFor,
      clamp: config.quota.clamp,
      cache: config.cache,
      fallbackAnswer: resilience.fallbackAnswer,
    },
  );
  return { keys, policy, proxy, upstreams };
}

/** What the administrative API reads. */
function createReads(
  config: LlmProxyConfig,
  knex: Knex,
  platform: Omit<Platform, 'policy'>,
  parts: Catalog & {
    policy: RegoPolicy;
    quota: Quota;
    upstreams: Upstreams;
    writer: UsageWriter;
  },
) {
  const { principals, quota, tree, upstreams } = parts;
  const authoriser = new Authoriser(platform);
  const visibility = new CatalogVisibility(platform);
  const usage = new UsageStore(knex, scope => tree.kindOf(scope));
  const events = new EventStore(knex);
  const store = new SummaryStore(knex);
  const budgets = new BudgetService({ ...quota, tree, usage });
  return {
    authoriser,
    budgets,
    callers: new Callers({ ...platform, authoriser, visibility }),
    chargeback: new Chargeback(knex),
    events,
    history: new HistoryService({
      ...parts,
      ledger: quota.ledger,
      history: new History(knex, parts.writer),
    }),
    retention: new UsageRetention(knex, config.audit.retention),
    summaries: new SummaryService({ budgets, principals, store, tree }),
    usage,
    use: new UseService({
      ...parts,
      budgets,
      events,
      rates: quota.rates,
      summaries: store,
      publicUrl: config.publicUrl,
      available: model => upstreams.available(model),
      builtIn: provider => config.providers[provider]?.kind === 'builtin',
    }),
    visibility,
  };
}

/**
 * What a call came to whose end was not recorded, by the books; a hold that
 * they do not know counts in full.
 */
async function settlementOf(
  quota: Quota | undefined,
  hold: { id: string; amount: number },
) {
  if (!quota) {
    return null;
  }
  const known = (await quota.ledger.outcomes([hold.id])).get(hold.id);
  switch (known?.state) {
    case 'open':
      return null;
    case 'settled':
      return { state: 'settled', amount: known.amount } as const;
    case 'released':
      return { state: 'released' } as const;
    default:
      return { state: 'unreconciled', amount: hold.amount } as const;
  }
}
