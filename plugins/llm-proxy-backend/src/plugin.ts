import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { llmProxyPermissions } from '@waymark/backstage-plugin-llm-proxy-common';
import { policyServiceRef } from '@waymark/backstage-plugin-policy-node';
import { openDatabase } from '@waymark/backstage-plugin-waymark-node';
import { readConfig } from './config';
import { createRouter } from './router';
import { createServices } from './services';

/**
 * Governed access to models: credentials, budgets that are never overspent,
 * rules, and a record of every call.
 *
 * @public
 */
export const llmProxyPlugin = createBackendPlugin({
  pluginId: 'llm-proxy',
  register(reg) {
    reg.registerInit({
      deps: {
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
        policy: policyServiceRef,
        scheduler: coreServices.scheduler,
        userInfo: coreServices.userInfo,
      },
      async init({ config, database, ...platform }) {
        const { httpRouter, lifecycle, logger, scheduler } = platform;
        platform.permissionsRegistry.addPermissions(llmProxyPermissions);
        const settings = readConfig(config);
        const services = await createServices(
          settings,
          await openDatabase(
            database,
            '@waymark/backstage-plugin-llm-proxy-backend',
          ),
          platform,
        );
        lifecycle.addShutdownHook(() => services.close());
        await scheduler.scheduleTask({
          id: 'llm-proxy-retention',
          frequency: { hours: 1 },
          timeout: { minutes: 30 },
          initialDelay: { minutes: 7 },
          fn: async signal => {
            await services.retention.prune(Date.now(), signal);
          },
        });
        // The data path and the router authenticate every route themselves.
        for (const path of ['/v1', '/oauth', '/admin']) {
          httpRouter.addAuthPolicy({ path, allow: 'unauthenticated' });
        }
        httpRouter.use(createRouter(services, { logger }));
        if (settings.listen) {
          const { host, port } = settings.listen;
          const listening = await services.proxy.listen(host, port);
          logger.info(`Models are called on ${host}:${listening.port} too`);
        }
      },
    });
  },
});
