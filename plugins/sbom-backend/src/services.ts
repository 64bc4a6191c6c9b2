import type {
  AuditorService,
  AuthService,
  HttpAuthService,
  LoggerService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  Authoriser,
  CatalogVisibility,
  type DocumentStore,
  FileDocumentStore,
  ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import { EntityRefs } from './catalog/EntityRefs';
import { ServiceScope } from './catalog/ServiceScope';
import { ComponentService } from './components/ComponentService';
import type { SbomConfig } from './config';
import { CoverageService } from './fleet/CoverageService';
import { flushCommits } from './database/flush';
import { createStores } from './database/stores';
import { createBomAnalyser } from './ingest/analyser';
import { PackageSearchService } from './search/PackageSearchService';
import { Usages } from './search/Usages';
import { UsageService } from './search/UsageService';
import { SummaryService } from './summaries/SummaryService';
import { Retention } from './tasks/Retention';
import { type Metrics, Telemetry, type Tracing } from './telemetry';
import { ReceiptWriter } from './uploads/ReceiptWriter';
import { UploadRecorder } from './uploads/UploadRecorder';
import { UploadService } from './uploads/UploadService';

/** What the platform gives to this plugin. */
export interface Platform {
  auditor: AuditorService;
  auth: AuthService;
  catalog: CatalogService;
  httpAuth: HttpAuthService;
  logger: LoggerService;
  metrics: Metrics;
  permissions: PermissionsService;
  tracing: Tracing;
}

/** Everything that routes and tasks work with. */
export type Services = ReturnType<typeof createServices>;

/** Builds the domain out of a configuration, a database and the platform. */
export function createServices(
  config: SbomConfig,
  knex: Knex,
  platform: Platform,
  now: () => number = Date.now,
) {
  const base: Base = {
    config,
    knex,
    platform,
    now,
    stores: createStores(knex, now),
    documents: new FileDocumentStore(config.documentDirectory),
  };
  const access = createAccess(base);
  return {
    ...base.stores,
    ...access,
    ...createIntake(base),
    ...createReading(base, access.scope),
    documents: base.documents,
    retention: new Retention({
      ...base.stores,
      config: config.retention,
      documents: base.documents,
      logger: platform.logger,
      now,
    }),
  };
}

/** What every part is built from. */
interface Base {
  config: SbomConfig;
  knex: Knex;
  platform: Platform;
  now: () => number;
  stores: ReturnType<typeof createStores>;
  documents: DocumentStore;
}

/** Who may do and see what. */
function createAccess({ config, now, platform }: Base) {
  const visibility = new CatalogVisibility(platform);
  const services = new ServiceSnapshot({ ...platform, now });
  return {
    authoriser: new Authoriser(platform),
    entities: new EntityRefs({ visibility, services }),
    scope: new ServiceScope({
      services,
      visibility,
      types: config.coverageTypes,
    }),
    visibility,
  };
}

/** What takes documents in. */
function createIntake({
  config,
  documents,
  knex,
  now,
  platform,
  stores,
}: Base) {
  const { auditor, logger } = platform;
  const analyser = createBomAnalyser({
    workers: config.analysis.processes,
    queue: config.analysis.queue,
    heapMb: config.analysis.memory,
    deadlineMs: config.analysis.deadline,
    warm: true,
  });
  const telemetry = new Telemetry({
    ...platform,
    clock: () => performance.now(),
  });
  return {
    analyser,
    recorder: new UploadRecorder({
      ...stores,
      auditor,
      logger,
      telemetry,
      now,
    }),
    uploadService: new UploadService({
      ...stores,
      analyser,
      config,
      documents,
      flush: () => flushCommits(knex),
      writer: new ReceiptWriter({ ...stores, knex, now }),
    }),
  };
}

/** What answers questions about documents that are there. */
function createReading({ config, now, stores }: Base, scope: ServiceScope) {
  const timing = { freshFor: config.freshFor, now };
  const usages = new Usages({ ...stores, scope });
  const coverage = new CoverageService({ ...stores, ...timing, scope });
  return {
    componentService: new ComponentService(stores),
    coverageService: coverage,
    packageSearch: new PackageSearchService({
      ...stores,
      coverage,
      scope,
      usages,
    }),
    summaries: new SummaryService({ ...stores, ...timing }),
    usageService: new UsageService({ ...stores, ...timing, scope, usages }),
  };
}
