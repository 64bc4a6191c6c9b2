import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { policyServiceRef } from '@waymark/backstage-plugin-policy-node';
import { scorecardsPermissions } from '@waymark/backstage-plugin-scorecards-common';
import { scorecardsFactsExtensionPoint } from '@waymark/backstage-plugin-scorecards-node';
import { readConfig } from './config';
import { openDatabase } from './database/openDatabase';
import { FactsRegistry } from './facts/FactsRegistry';
import { createRouter } from './router';
import { createServices } from './services';
import { Signer } from './signing';
import { scheduleTasks } from './tasks/schedule';
import { NoExceptions } from './verdicts/NoExceptions';

/**
 * Judges evidence by the policy in force, and answers what level a service has.
 *
 * @public
 */
export const scorecardsPlugin = createBackendPlugin({
  pluginId: 'scorecards',
  register(reg) {
    const facts = new FactsRegistry();
    reg.registerExtensionPoint(scorecardsFactsExtensionPoint, facts);
    reg.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        policies: policyServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init({ config, database, policies, ...platform }) {
        const { httpRouter, lifecycle, logger, scheduler } = platform;
        platform.permissionsRegistry.addPermissions(scorecardsPermissions);
        const knex = await openDatabase(database);
        const now = Date.now;
        const settings = readConfig(config);
        const services = createServices({
          config: settings,
          exceptions: new NoExceptions(settings),
          facts,
          integrations: ScmIntegrations.fromConfig(config),
          knex,
          now,
          platform,
          policies,
          signer: new Signer({ knex, now }),
        });
        await scheduleTasks({
          lifecycle,
          logger,
          policies,
          scheduler,
          services,
        });
        // The router authenticates every route itself: pipelines come with
        // tokens of their own issuers.
        httpRouter.addAuthPolicy({ path: '/v1', allow: 'unauthenticated' });
        httpRouter.use(createRouter(services, { logger }));
      },
    });
  },
});
