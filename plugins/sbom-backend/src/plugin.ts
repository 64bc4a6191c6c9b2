import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { sbomPermissions } from '@waymark/backstage-plugin-sbom-common';
import { openDatabase } from './database/openDatabase';
import { createRouter } from './router';

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
        database: coreServices.database,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        logger: coreServices.logger,
        permissionsRegistry: coreServices.permissionsRegistry,
      },
      async init({
        database,
        httpAuth,
        httpRouter,
        logger,
        permissionsRegistry,
      }) {
        permissionsRegistry.addPermissions(sbomPermissions);
        await openDatabase(database);
        // The router authenticates every route itself, so that a missing
        // token is answered as problem details too.
        httpRouter.addAuthPolicy({ path: '/v1', allow: 'unauthenticated' });
        httpRouter.use(createRouter({ httpAuth, logger }));
      },
    });
  },
});
