import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  authProvidersExtensionPoint,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';
import {
  createPersonaAuthenticator,
  readPersonas,
  signInPersona,
} from './personas';

/**
 * The development sign-in: the provider `guest`, which signs in as one of the
 * people listed under `auth.providers.guest.personas`.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'waymark-personas',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        const personas = readPersonas(config, process.env.NODE_ENV);
        if (personas.length > 0) {
          providers.registerProvider({
            providerId: 'guest',
            factory: createProxyAuthProviderFactory({
              authenticator: createPersonaAuthenticator(personas),
              signInResolver: signInPersona,
            }),
          });
        }
      },
    });
  },
});
