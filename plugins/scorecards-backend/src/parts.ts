import type { Config } from '@backstage/config';
import { ScmIntegrations } from '@backstage/integration';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type { Knex } from 'knex';
import { readConfig } from './config';
import {
  createExceptions,
  createSnapshots,
  readExceptionsConfig,
} from './exceptions';
import type { FactsRegistry } from './facts/FactsRegistry';
import { createServices, type Platform } from './services';
import { readOwnKey, Signer } from './signing';

/** What the plugin is put together from. */
export interface PartsOptions {
  config: Config;
  events: EventsService;
  facts: FactsRegistry;
  knex: Knex;
  notifications: NotificationService;
  platform: Platform;
  policies: PolicyService;
}

/** Everything that is mounted or scheduled. */
export type Parts = Awaited<ReturnType<typeof createParts>>;

/** Puts judging, exceptions and signing together. */
export async function createParts(options: PartsOptions) {
  const { knex, platform, policies } = options;
  const config = readConfig(options.config);
  const now = Date.now;
  const signer = new Signer({
    knex,
    now,
    ownKey: await readOwnKey(options.config),
  });
  const snapshots = createSnapshots({ ...config, knex, signer });
  const services = createServices({
    config,
    exceptions: snapshots,
    facts: options.facts,
    integrations: ScmIntegrations.fromConfig(options.config),
    knex,
    now,
    platform,
    policies,
    signer,
  });
  const exceptions = createExceptions({
    ...options,
    ...platform,
    ...services,
    appUrl: config.appUrl,
    config: readExceptionsConfig(options.config),
    onChange: entityRef => services.reevaluation.mark(entityRef),
    snapshots,
  });
  return { exceptions, services, signer };
}
