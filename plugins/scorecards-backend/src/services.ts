import type {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import {
  Authoriser,
  CatalogVisibility,
  type DocumentStore,
  FileDocumentStore,
  ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import type { ScorecardsConfig } from './config';
import { createStores, type Stores } from './database/stores';
import type { FactsRegistry } from './facts/FactsRegistry';
import { CiTokens } from './intake/CiTokens';
import { EntityReader } from './intake/EntityReader';
import { IntakeService } from './intake/IntakeService';
import { OwnFactsReader } from './intake/OwnFactsReader';
import type { SnapshotSource, StatementSigner } from './ports';
import { Access } from './routes/Access';
import { ChangeFeed } from './scorecards/ChangeFeed';
import { FleetService } from './scorecards/FleetService';
import { ScorecardService } from './scorecards/ScorecardService';
import { ScoreKeeper } from './scorecards/ScoreKeeper';
import { ServiceScope } from './scorecards/ServiceScope';
import { SummaryService } from './scorecards/SummaryService';
import { CommitStatuses } from './statuses/CommitStatuses';
import { StatusPublisher } from './statuses/StatusPublisher';
import { Reevaluation } from './tasks/Reevaluation';
import { Retention } from './tasks/Retention';
import { Judge } from './verdicts/Judge';
import { Replay } from './verdicts/Replay';
import { VerdictRecorder } from './verdicts/VerdictRecorder';

/** What the platform gives to this plugin. */
export interface Platform {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  permissions: PermissionsService;
}

/** What everything is built from. */
export interface Base {
  config: ScorecardsConfig;
  exceptions: SnapshotSource;
  facts: FactsRegistry;
  /** The global one unless given. */
  fetch?: typeof fetch;
  integrations: ScmIntegrationRegistry;
  knex: Knex;
  now: () => number;
  platform: Platform;
  policies: PolicyService;
  signer: StatementSigner;
}

/** Everything that routes and tasks work with. */
export type Services = ReturnType<typeof createServices>;

/** Builds the domain out of a configuration, a database and the platform. */
export function createServices(base: Base) {
  const { config, knex, now, platform, policies, signer } = base;
  const documents = new FileDocumentStore(config.evidenceDirectory);
  const stores = createStores(knex);
  const access = createAccess(base, stores);
  return {
    ...access,
    ...createJudging(base, stores, documents),
    ...createReading(base, stores, access),
    ciTokens: new CiTokens({
      fetch: base.fetch,
      issuers: config.issuers,
      now,
    }),
    documents,
    exceptions: base.exceptions,
    maxBytes: config.maxBytes,
    now,
    policies,
    publicUrl: config.publicUrl,
    retention: new Retention({
      ...stores,
      config: config.retention,
      documents,
      knex,
      logger: platform.logger,
      now,
    }),
    signer,
    verdicts: stores.verdicts,
  };
}

/** Who may do and see what. */
function createAccess({ config, now, platform }: Base, stores: Stores) {
  const visibility = new CatalogVisibility(platform);
  const services = new ServiceSnapshot({ ...platform, now });
  const authoriser = new Authoriser(platform);
  return {
    access: new Access({ ...stores, authoriser, visibility }),
    authoriser,
    services,
    scope: new ServiceScope({
      services,
      visibility,
      types: config.serviceTypes,
    }),
    visibility,
  };
}

/** What takes evidence in and judges it, once and again. */
function createJudging(base: Base, stores: Stores, documents: DocumentStore) {
  const { config, facts, knex, now, platform, policies } = base;
  const { logger } = platform;
  const parts = {
    ...stores,
    documents,
    entities: new EntityReader(platform),
    judge: new Judge(base),
    keeper: new ScoreKeeper({ ...stores, unknownGrace: config.unknownGrace }),
    ownFacts: new OwnFactsReader({ ...stores, documents, facts, logger }),
    recorder: new VerdictRecorder({ ...base, ...config, documents }),
    statuses: new CommitStatuses({
      appUrl: config.appUrl,
      integrations: base.integrations,
      knex,
      logger,
      now,
      publisher: new StatusPublisher(base),
    }),
  };
  return {
    entities: parts.entities,
    intake: new IntakeService({
      ...parts,
      mainBranches: config.mainBranches,
      now,
    }),
    reevaluation: new Reevaluation({ ...parts, logger, now, policies }),
    replay: new Replay(parts),
    statuses: parts.statuses,
  };
}

/** What answers questions about what is there. */
function createReading(
  { config, now, policies }: Base,
  stores: Stores,
  access: Pick<ReturnType<typeof createAccess>, 'scope' | 'visibility'>,
) {
  const { freshFor, unknownGrace } = config;
  const summaries = new SummaryService({ ...stores, freshFor, now, policies });
  const parts = { ...stores, ...access, now, policies, summaries };
  return {
    changeFeed: new ChangeFeed(parts),
    fleet: new FleetService(parts),
    scorecards: new ScorecardService({ ...parts, unknownGrace }),
    summaries,
  };
}
