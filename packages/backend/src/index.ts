import { stopTelemetry } from './instrumentation';
import { createBackend } from '@backstage/backend-defaults';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { stringifyError } from '@backstage/errors';
import searchEngine from './searchEngine';
import { endStreamsOnShutdown } from './shutdown';

const backend = createBackend();

backend.add(
  rootHttpRouterServiceFactory({
    configure({ applyDefaults, lifecycle, server }) {
      applyDefaults();
      endStreamsOnShutdown(server, lifecycle);
      lifecycle.addShutdownHook(stopTelemetry);
    },
  }),
);

backend.add(import('@backstage/plugin-app-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-oidc-provider'));
backend.add(import('./personas/module'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./extensions/permissionPolicy'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-scaffolder-backend'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(searchEngine);

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@waymark/backstage-plugin-sbom-backend'));
backend.add(import('@waymark/backstage-plugin-llm-proxy-backend'));
backend.add(import('@waymark/backstage-plugin-scorecards-backend'));

backend.start().catch(async (error: unknown) => {
  // Open connections to databases would keep a half-started process alive.
  process.exitCode = 1;
  process.stderr.write(`${stringifyError(error)}\n`);
  await stopTelemetry();
  process.exit();
});
