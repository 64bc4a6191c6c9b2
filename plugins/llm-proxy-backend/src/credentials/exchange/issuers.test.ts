import { decodeJwt } from 'jose';
import {
  databaseKinds,
  makeDatabase,
  type TestDatabase,
} from '../__testUtils__/databases';
import {
  form,
  GITHUB,
  issuer,
  PUBLIC_URL,
  World,
} from '../__testUtils__/world';
import type { Credentials } from '../createCredentials';

const PAYMENTS = 'component:default/payments';

describe.each(databaseKinds)('issuers of subject tokens on %s', kind => {
  let database: TestDatabase;
  let world: World;

  beforeAll(async () => {
    database = await makeDatabase(kind);
  });
  afterAll(() => database.remove());

  beforeEach(() => {
    world = new World();
  });
  afterEach(() => world.close());

  const codeOf = async (params: URLSearchParams, by: Credentials) => {
    await by.exchange(params);
    return world.events.at(-1)!.code;
  };

  it('asks for the issuer where two could have the same ids', async () => {
    const other = 'https://github.acme.test';
    const both = await world.replica(database.connect(), {
      credentials: {
        issuers: [issuer(GITHUB, 'github'), issuer(other, 'github')],
      },
    });
    const params = form(await world.githubToken(), { resource: PAYMENTS });
    expect(await codeOf(params, both)).toBe('annotation_missing');
    const { annotations, owners } = world.entities.get(PAYMENTS)!;
    const named = (iss: string) =>
      world.entities.set(PAYMENTS, {
        owners,
        annotations: { ...annotations, 'waymark.dev/token-issuer': iss },
      });
    named(other);
    expect(await codeOf(params, both)).toBe('target_mismatch');
    named(GITHUB);
    expect((await both.exchange(params)).status).toBe(200);
  });

  it('does not judge a token whose issuer is away', async () => {
    const token = await world.githubToken();
    const cut = await world.replica(database.connect(), {
      fetch: async () => new Response(null, { status: 500 }),
    });
    const answer = await cut.exchange(form(token, { resource: PAYMENTS }));
    expect(answer).toMatchObject({
      status: 503,
      headers: { 'retry-after': '5' },
      body: { error: 'temporarily_unavailable' },
    });
  });

  it('takes entities from a claim of an OpenID provider', async () => {
    const url = 'https://login.test';
    const oidc = await world.replica(database.connect(), {
      credentials: {
        issuers: [{ ...issuer(url, 'oidc'), entityClaim: 'entity' }],
      },
    });
    const token = (entity: string) =>
      world.token(url, { sub: 'client-1', entity });
    const issued = await oidc.exchange(form(await token('component:payments')));
    expect(decodeJwt((issued.body as any).access_token)).toMatchObject({
      sub: PAYMENTS,
      act: { sub: 'client-1', iss: url },
    });
    const user = await oidc.exchange(form(await token('user:default/jo')));
    expect(decodeJwt((user.body as any).access_token).sub).toBe(
      'user:default/jo',
    );
    const mismatch = form(await token('component:payments'), {
      resource: 'component:bare',
    });
    expect(await codeOf(mismatch, oidc)).toBe('target_mismatch');
    for (const entity of ['component:none', 'group:default/money', 'x y']) {
      const params = form(await token(entity));
      expect(await codeOf(params, oidc)).toBe('target_unknown');
    }
  });

  it('shows an opaque token to its own issuer only', async () => {
    const asked: string[] = [];
    const urls = ['https://one.test', 'https://two.test'];
    const introspecting = (url: string) => ({
      ...issuer(url, 'oidc'),
      entityClaim: 'entity',
      introspection: {
        url: `${url}/introspect`,
        clientId: 'proxy',
        clientSecret: 'secret',
      },
    });
    const network = async (input: unknown) => {
      asked.push(String(input));
      return Response.json({
        active: true,
        aud: PUBLIC_URL,
        sub: 'client-1',
        exp: world.now / 1_000 + 60,
        entity: 'component:payments',
      });
    };
    const both = await world.replica(database.connect(), {
      fetch: network,
      credentials: { issuers: urls.map(introspecting) },
    });
    expect(await codeOf(form('opaque-token'), both)).toBe('token_refused');
    expect(asked).toEqual([]);
    const named = form('opaque-token', { subject_issuer: urls[1] });
    expect((await both.exchange(named)).status).toBe(200);
    expect(asked).toEqual(['https://two.test/introspect']);
  });

  it('does not exchange its own credentials', async () => {
    await expect(
      world.replica(database.connect(), {
        credentials: { issuers: [issuer(PUBLIC_URL, 'oidc')] },
      }),
    ).rejects.toThrow('cannot exchange its own');
  });
});
