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
  const { auditor, logger } = platform;
  const stores = createStores(knex, now);
  const documents = new FileDocumentStore(config.documentDirectory);
  const analyser = createBomAnalyser({
    workers: config.analysis.processes,
    queue: config.analysis.queue,
    heapMb: config.analysis.memory,
    deadlineMs: config.analysis.deadline,
    warm: true,
  });
  const visibility = new CatalogVisibility(platform);
  const services = new ServiceSnapshot({ ...platform, now });
  const telemetry = new Telemetry({
    ...platform,
    clock: () => performance.now(),
  });
  const scope = new ServiceScope({
    services,
    visibility,
    types: config.coverageTypes,
  });
  const usages = new Usages({ ...stores, scope });
  const timing = { freshFor: config.freshFor, now };
  const coverageService = new CoverageService({ ...stores, ...timing, scope });
  const writer = new ReceiptWriter({ ...stores, knex, now });
  return {
    ...stores,
    analyser,
    authoriser: new Authoriser(platform),
    componentService: new ComponentService(stores),
    coverageService,
    documents,
    entities: new EntityRefs({ visibility, services }),
    packageSearch: new PackageSearchService({
      ...stores,
      coverage: coverageService,
      scope,
      usages,
    }),
    recorder: new UploadRecorder({
      ...stores,
      auditor,
      logger,
      telemetry,
      now,
    }),
    retention: new Retention({
      ...stores,
      config: config.retention,
      documents,
      logger,
      now,
    }),
    summaries: new SummaryService({ ...stores, ...timing }),
    uploadService: new UploadService({
      ...stores,
      analyser,
      config,
      documents,
      flush: () => flushCommits(knex),
      writer,
    }),
    usageService: new UsageService({ ...stores, ...timing, scope, usages }),
    visibility,
  };
}
