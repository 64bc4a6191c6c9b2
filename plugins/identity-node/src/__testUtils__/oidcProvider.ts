import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { Signer } from './signer';

const CLIENT = { id: 'workload', secret: 'not-a-secret' };

/** A certified OpenID provider on loopback. */
export interface TestProvider {
  readonly issuer: string;
  readonly client: typeof CLIENT;
  /** Forgets its keys and tokens, and goes on with other keys. */
  rotate(keys: readonly Signer[]): void;
  /** By client credentials; `opaque` ones can only be introspected. */
  token(form: 'jwt' | 'opaque'): Promise<string>;
  revoke(token: string): Promise<void>;
  close(): Promise<void>;
}

export async function startProvider(
  keys: readonly Signer[],
): Promise<TestProvider> {
  let handle: RequestListener = () => undefined;
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const rotate = (next: readonly Signer[]) => {
    handle = new Provider(issuer, configuration(next)).callback();
  };
  rotate(keys);

  const post = async (path: string, form: Record<string, string>) =>
    fetch(`${issuer}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${btoa(`${CLIENT.id}:${CLIENT.secret}`)}`,
      },
      body: new URLSearchParams(form),
    });
  return {
    issuer,
    client: CLIENT,
    rotate,
    async token(form) {
      const response = await post('/token', {
        grant_type: 'client_credentials',
        resource: `urn:waymark:${form}`,
      });
      return (await response.json()).access_token;
    },
    async revoke(token) {
      await post('/token/revocation', { token });
    },
    close: () =>
      new Promise(resolve => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function configuration(keys: readonly Signer[]): object {
  return {
    jwks: {
      keys: keys.map(({ jwk, privateJwk }) => ({ ...jwk, ...privateJwk })),
    },
    clients: [
      {
        client_id: CLIENT.id,
        client_secret: CLIENT.secret,
        grant_types: ['client_credentials'],
        redirect_uris: [],
        response_types: [],
        id_token_signed_response_alg: 'ES256',
      },
    ],
    extraTokenClaims: () => ({
      waymark_entity: 'component:default/payments',
    }),
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      introspection: { enabled: true },
      revocation: { enabled: true },
      resourceIndicators: {
        enabled: true,
        getResourceServerInfo: (_: unknown, resource: string) => ({
          scope: '',
          audience: 'waymark',
          accessTokenFormat: resource.endsWith('opaque') ? 'opaque' : 'jwt',
          jwt: { sign: { alg: 'ES256' } },
        }),
      },
    },
  };
}
