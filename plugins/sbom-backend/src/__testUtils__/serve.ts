import {
  createServiceFactory,
  coreServices,
} from '@backstage/backend-plugin-api';
import { createBackend } from '@backstage/backend-defaults';
import { DatabaseManager } from '@backstage/backend-defaults/database';
import { rootHttpRouterServiceFactory } from '@backstage/backend-defaults/rootHttpRouter';
import { mockServices } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { AddressInfo } from 'node:net';
import { sbomPlugin } from '../plugin';
import { servedCatalog } from './catalog';
import type { ServedMessage, ServedOptions, ServedRequest } from './options';
import { ServedProbe } from './probe';

/** The entry of a backend process: this plugin on a port of the system's choice. */
async function serve(options: ServedOptions): Promise<void> {
  const send = (message: ServedMessage) => process.send?.(message);
  // Whatever becomes of the parent, nothing is left behind.
  process.on('disconnect', () => process.exit(0));
  const probe = new ServedProbe();
  process.on('message', (request: ServedRequest) => {
    if (request === 'reset') {
      probe.reset();
      send({ type: 'reset' });
    } else if (request === 'figures') {
      send({ type: 'figures', figures: probe.figures() });
    }
  });

  let address = (): AddressInfo | string | null => null;
  const backend = createBackend();
  backend.add(mockServices.rootConfig.factory({ data: configOf(options) }));
  backend.add(mockServices.rootLogger.factory({ level: 'error' }));
  backend.add(servedCatalog(options.services));
  backend.add(
    rootHttpRouterServiceFactory({
      configure({ applyDefaults, server }) {
        applyDefaults();
        address = () => server.address();
      },
    }),
  );
  backend.add(observedDatabase(probe));
  backend.add(sbomPlugin);
  await backend.start();
  send({ type: 'listening', port: (address() as AddressInfo).port });
}

function configOf({ database, sbom, token }: ServedOptions) {
  return {
    app: { baseUrl: 'http://127.0.0.1' },
    backend: {
      baseUrl: 'http://127.0.0.1',
      listen: '127.0.0.1:0',
      database,
      auth: {
        externalAccess: [
          { type: 'static', options: { token, subject: 'pipeline' } },
        ],
      },
    },
    sbom,
  };
}

/** The platform's own database service, watched. */
function observedDatabase(probe: ServedProbe) {
  return createServiceFactory({
    service: coreServices.database,
    deps: {
      config: coreServices.rootConfig,
      lifecycle: coreServices.lifecycle,
      logger: coreServices.logger,
      plugin: coreServices.pluginMetadata,
    },
    createRootContext: ({ config }) => DatabaseManager.fromConfig(config),
    factory({ plugin, ...deps }, manager) {
      const database = manager.forPlugin(plugin.getId(), deps);
      let client: Promise<Knex> | undefined;
      return {
        ...database,
        getClient() {
          client ??= database.getClient().then(knex => {
            probe.watch(knex);
            return knex;
          });
          return client;
        },
      };
    },
  });
}

serve(JSON.parse(process.argv[2]) as ServedOptions).catch(error => {
  process.stderr.write(`${error?.stack}\n`);
  process.exit(1);
});
