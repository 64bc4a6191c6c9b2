import { mockServices, startTestBackend } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { ConfigReader } from '@backstage/config';
import authPlugin from '@backstage/plugin-auth-backend';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import personasModule from './module';
import { readPersonas } from './personas';

const DEVELOPER = 'user:default/dana';
const LEAD = 'user:default/lee';

const guest = {
  personas: [
    { userEntityRef: DEVELOPER, title: 'Dana, developer' },
    { userEntityRef: LEAD, title: 'Lee, lead' },
  ],
};

function user(name: string, ...groups: string[]): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'User',
    metadata: { name, namespace: 'default' },
    spec: { profile: { displayName: `The ${name}` } },
    relations: groups.map(targetRef => ({ type: 'memberOf', targetRef })),
  };
}

async function startAuth(environment: string, entities: Entity[] = []) {
  const before = process.env.NODE_ENV;
  Object.assign(process.env, { NODE_ENV: environment });
  try {
    return await startTestBackend({
      features: [
        authPlugin,
        personasModule,
        catalogServiceMock.factory({ entities }),
        mockServices.rootConfig.factory({
          data: {
            app: { baseUrl: 'http://localhost' },
            auth: { providers: { guest } },
          },
        }),
      ],
    });
  } finally {
    Object.assign(process.env, { NODE_ENV: before });
  }
}

describe('personas', () => {
  let backend: Awaited<ReturnType<typeof startTestBackend>> | undefined;

  afterEach(async () => {
    await backend?.stop();
    backend = undefined;
  });

  async function signIn(persona?: string) {
    const response = await fetch(
      `http://127.0.0.1:${backend!.server.port()}/api/auth/guest/refresh`,
      {
        headers: {
          'x-requested-with': 'XMLHttpRequest',
          ...(persona && { 'x-waymark-persona': persona }),
        },
      },
    );
    return { status: response.status, body: await response.json() };
  }

  it.each(['production', 'test'])(
    'refuse to start when NODE_ENV is %s',
    async environment => {
      await expect(startAuth(environment)).rejects.toThrow(
        new RegExp(`refused when NODE_ENV is ${environment}`),
      );
    },
  );

  it('are none where the provider is not configured', () => {
    expect(readPersonas(new ConfigReader({}), 'production')).toEqual([]);
  });

  it('refuse an environment that is not set', () => {
    const config = new ConfigReader({ auth: { providers: { guest } } });
    expect(() => readPersonas(config, undefined)).toThrow(/is not set/);
  });

  it('sign in the first without being asked, with groups', async () => {
    backend = await startAuth('development', [
      user('dana', 'group:default/team-a', 'group:default/role-developer'),
    ]);
    const { status, body } = await signIn();
    expect(status).toBe(200);
    expect(body.profile.displayName).toBe('The dana');
    expect(body.backstageIdentity.identity).toEqual({
      type: 'user',
      userEntityRef: DEVELOPER,
      ownershipEntityRefs: [
        DEVELOPER,
        'group:default/team-a',
        'group:default/role-developer',
      ],
    });
  });

  it('sign in another who is asked for', async () => {
    backend = await startAuth('development', [
      user('dana', 'group:default/team-a'),
      user('lee', 'group:default/team-b'),
    ]);
    const { body } = await signIn(LEAD);
    expect(body.backstageIdentity.identity.userEntityRef).toBe(LEAD);
  });

  it('refuse somebody who is not listed', async () => {
    backend = await startAuth('development', [
      user('root', 'group:default/team-a'),
    ]);
    const { status, body } = await signIn('user:default/root');
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/not listed/);
  });

  it.each([
    ['the user', []],
    ['a group of the user', [user('dana')]],
  ])('wait until the catalog knows %s', async (_, entities) => {
    backend = await startAuth('development', entities);
    const { status, body } = await signIn();
    expect(status).toBe(503);
    expect(body.error.message).toMatch(/not in the catalog yet/);
  });
});
