import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  metricsServiceRef,
  tracingServiceRef,
} from '@backstage/backend-plugin-api/alpha';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { sbomPermissions } from '@waymark/backstage-plugin-sbom-common';
import { readConfig } from './config';
import { openDatabase } from './database/openDatabase';
import { createRouter } from './router';
import { createServices } from './services';

/**
 * Takes BOMs in, keeps them, and answers what every service is made of.
 *
 * @public
 */
export const sbomPlugin = createBackendPlugin({
  pluginId: 'sbom',
  register(reg) {
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
        metrics: metricsServiceRef,
        permissions: coreServices.permissions,
        permissionsRegistry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        tracing: tracingServiceRef,
      },
      async init({ config, database, ...platform }) {
        const { httpRouter, lifecycle, logger, scheduler } = platform;
        platform.permissionsRegistry.addPermissions(sbomPermissions);
        const services = createServices(
          readConfig(config),
          await openDatabase(database),
          platform,
        );
        lifecycle.addShutdownHook(() => services.analyser.close());
        await services.retention.sweep();
        await scheduler.scheduleTask({
          id: 'sbom-retention',
          frequency: { hours: 1 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 5 },
          fn: signal => services.retention.run(signal),
        });
        // The router authenticates every route itself, so that a missing
        // token is answered as problem details too.
        httpRouter.addAuthPolicy({ path: '/v1', allow: 'unauthenticated' });
        httpRouter.use(createRouter(services, { logger }));
      },
    });
  },
});
