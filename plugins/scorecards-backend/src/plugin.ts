import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { policyServiceRef } from '@waymark/backstage-plugin-policy-node';
import { scorecardsPermissions } from '@waymark/backstage-plugin-scorecards-common';
import { scorecardsFactsExtensionPoint } from '@waymark/backstage-plugin-scorecards-node';
import { openDatabase } from './database/openDatabase';
import { FactsRegistry } from './facts/FactsRegistry';
import { createParts } from './parts';
import { createRouter } from './router';
import { scheduleTasks } from './tasks/schedule';

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
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        policies: policyServiceRef,
        scheduler: coreServices.scheduler,
      },
      async init({
        config,
        database,
        events,
        notifications,
        policies,
        ...platform
      }) {
        const { httpRouter, lifecycle, logger, scheduler } = platform;
        platform.permissionsRegistry.addPermissions(scorecardsPermissions);
        const knex = await openDatabase(database);
        const parts = await createParts({
          config,
          events,
          facts,
          knex,
          notifications,
          platform,
          policies,
        });
        await scheduleTasks({
          ...parts,
          lifecycle,
          logger,
          policies,
          scheduler,
        });
        // The router authenticates every route itself: pipelines come with
        // tokens of their own issuers.
        httpRouter.addAuthPolicy({ path: '/v1', allow: 'unauthenticated' });
        const more = [parts.exceptions.router];
        httpRouter.use(createRouter(parts.services, { logger, more }));
      },
    });
  },
});
