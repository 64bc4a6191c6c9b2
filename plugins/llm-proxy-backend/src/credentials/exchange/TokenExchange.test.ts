import { decodeJwt, decodeProtectedHeader } from 'jose';
import {
  databaseKinds,
  makeDatabase,
  type TestDatabase,
} from '../__testUtils__/databases';
import {
  CLUSTER,
  COMMIT,
  form,
  GITHUB,
  PUBLIC_URL,
  World,
} from '../__testUtils__/world';
import type { Credentials } from '../createCredentials';

const PAYMENTS = 'component:default/payments';

describe.each(databaseKinds)('token exchange on %s', kind => {
  let database: TestDatabase;
  let world: World;
  let credentials: Credentials;

  beforeAll(async () => {
    database = await makeDatabase(kind);
  });
  afterAll(() => database.remove());

  beforeEach(async () => {
    world = new World();
    credentials = await world.replica(database.connect());
  });
  afterEach(() => world.close());

  const refused = async (
    params: URLSearchParams,
    by = credentials,
  ): Promise<{ status: number; error: string; code: string | null }> => {
    const { status, body, headers } = await by.exchange(params);
    expect(headers['cache-control']).toBe('no-store');
    const event = world.events.at(-1)!;
    const text = JSON.stringify([body, event]);
    for (const part of (params.get('subject_token') ?? '').split('.')) {
      expect(part.length > 5 && text.includes(part)).toBe(false);
    }
    const { error, error_description: description } = body as any;
    // RFC 6749, section 5.2.
    expect(description).toMatch(/^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/);
    return {
      status,
      error,
      code: event.code,
    };
  };

  it('gives a pipeline a credential of its service', async () => {
    const answer = await credentials.exchange(
      form(await world.githubToken(), {
        resource: 'Component:Payments',
        scope: 'llm:chat',
        deployment: 'deploy-7',
      }),
      'request-1',
    );
    expect(answer).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store', pragma: 'no-cache' },
      body: {
        issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'llm:chat',
      },
    });
    const token = (answer.body as any).access_token;
    const at = world.now / 1_000;
    expect(decodeProtectedHeader(token)).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: credentials.jwks().keys[0].kid,
    });
    const claims = decodeJwt(token);
    expect(claims).toEqual({
      iss: PUBLIC_URL,
      aud: PUBLIC_URL,
      sub: PAYMENTS,
      service: PAYMENTS,
      scope: 'llm:chat',
      deployment: 'deploy-7',
      commit: COMMIT,
      act: { sub: 'repo:acme/payments:ref:refs/heads/main', iss: GITHUB },
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
      iat: at,
      exp: at + 900,
      epoch: expect.any(Number),
    });
    expect(world.events).toEqual([
      {
        at: world.now,
        requestId: 'request-1',
        outcome: 'issued',
        code: null,
        detail: null,
        issuer: GITHUB,
        holder: 'repo:acme/payments:ref:refs/heads/main',
        subject: PAYMENTS,
        service: PAYMENTS,
        scopes: ['llm:chat'],
        deployment: 'deploy-7',
        commit: COMMIT,
        jti: claims.jti,
      },
    ]);
    expect(await credentials.authenticator.authenticate(token)).toMatchObject({
      subject: PAYMENTS,
      user: null,
      service: PAYMENTS,
      system: 'system:default/checkout',
      team: 'group:default/money',
      scopes: new Set(['llm:chat']),
      deployment: 'deploy-7',
      commit: COMMIT,
      actor: 'repo:acme/payments:ref:refs/heads/main',
      credentialId: claims.jti,
      expiresAt: world.now + 900_000,
    });
  });

  it('gives a service account and a user theirs', async () => {
    const { body: service } = await credentials.exchange(
      form(await world.clusterToken(), { resource: PAYMENTS, commit: COMMIT }),
    );
    expect(decodeJwt((service as any).access_token)).toMatchObject({
      sub: PAYMENTS,
      commit: COMMIT,
      act: { sub: 'system:serviceaccount:payments:api', iss: CLUSTER },
    });
    const { body: alone } = await credentials.exchange(form(world.userToken()));
    const claims = decodeJwt((alone as any).access_token);
    expect(claims).toMatchObject({
      sub: 'user:default/jo',
      scope: 'llm:chat llm:embed',
    });
    expect(claims).not.toHaveProperty('service');
    expect(claims).not.toHaveProperty('act');
    const { body: both } = await credentials.exchange(
      form(world.userToken(), { resource: PAYMENTS }),
    );
    expect(decodeJwt((both as any).access_token)).toMatchObject({
      sub: 'user:default/jo',
      service: PAYMENTS,
    });
  });

  it('refuses requests that are not as the standard says', async () => {
    const token = await world.githubToken();
    const twice = form(token, { resource: PAYMENTS });
    twice.append('scope', 'llm:chat');
    twice.append('scope', 'llm:embed');
    expect(await refused(twice)).toEqual({
      status: 400,
      error: 'invalid_request',
      code: 'request_malformed',
    });
    const table: Array<[Record<string, string | null>, string, string]> = [
      [{ grant_type: null }, 'unsupported_grant_type', 'grant_unsupported'],
      [
        { grant_type: 'client_credentials' },
        'unsupported_grant_type',
        'grant_unsupported',
      ],
      [{ subject_token: null }, 'invalid_request', 'request_malformed'],
      [{ subject_token_type: null }, 'invalid_request', 'request_malformed'],
      [{ subject_token_type: 'jwt' }, 'invalid_request', 'request_malformed'],
      [
        {
          requested_token_type:
            'urn:ietf:params:oauth:token-type:refresh_token',
        },
        'invalid_request',
        'request_malformed',
      ],
      [{ actor_token: 'x' }, 'invalid_request', 'request_malformed'],
      [{ deployment: 'a b' }, 'invalid_request', 'request_malformed'],
      [
        { audience: 'https://other.test' },
        'invalid_target',
        'audience_refused',
      ],
      [{ scope: 'llm:admin' }, 'invalid_scope', 'scope_unknown'],
      [{ scope: 'llm:chat  llm:embed' }, 'invalid_scope', 'scope_unknown'],
      [{ resource: null }, 'invalid_target', 'target_missing'],
      [{ resource: 'payments' }, 'invalid_target', 'target_malformed'],
      [{ resource: 'group:money' }, 'invalid_target', 'target_malformed'],
      [{ commit: 'f'.repeat(40) }, 'invalid_request', 'commit_mismatch'],
    ];
    for (const [changes, error, code] of table) {
      const params = form(token, { resource: PAYMENTS, ...changes });
      expect([changes, await refused(params)]).toEqual([
        changes,
        { status: 400, error, code },
      ]);
    }
  });

  it('takes a token only for the source of the entity', async () => {
    const table: Array<[Promise<string>, string, string]> = [
      [world.githubToken({ repository_id: '43' }), PAYMENTS, 'target_mismatch'],
      [
        world.githubToken({ repository: 'evil/payments' }),
        PAYMENTS,
        'target_mismatch',
      ],
      [world.githubToken(), 'component:default/none', 'target_unknown'],
      [world.githubToken(), 'component:default/bare', 'annotation_missing'],
      [world.clusterToken('payments', 'other'), PAYMENTS, 'target_mismatch'],
      [world.clusterToken('other', 'api'), PAYMENTS, 'target_mismatch'],
      [world.clusterToken(), 'component:default/bare', 'annotation_missing'],
    ];
    for (const [token, resource, code] of table) {
      expect([
        resource,
        await refused(form(await token, { resource })),
      ]).toEqual([resource, { status: 400, error: 'invalid_target', code }]);
    }
  });

  it('says the same of an entity that is not there and one that is not yours', async () => {
    const token = await world.githubToken({ repository_id: '43' });
    const bodies = await Promise.all(
      ['component:default/none', 'component:default/bare', PAYMENTS].map(
        async resource =>
          (
            await credentials.exchange(form(token, { resource }))
          ).body,
      ),
    );
    expect(new Set(bodies.map(body => JSON.stringify(body))).size).toBe(1);
    expect(bodies[0]).toEqual({
      error: 'invalid_target',
      error_description:
        'The holder of subject_token may not speak for the entity in resource. Its annotations must be github.com/project-slug: acme/payments, waymark.dev/repository-id: 43',
    });
  });

  it('lets only owners call for a service', async () => {
    world.groups.set('user:default/al', ['group:default/others']);
    const table: Array<[string, string | null, string]> = [
      ['user:default/al', PAYMENTS, 'target_not_owned'],
      ['user:default/jo', 'component:default/bare', 'target_not_owned'],
      ['user:default/jo', 'component:default/none', 'target_unknown'],
      ['user:default/stranger', null, 'subject_unknown'],
    ];
    for (const [user, resource, code] of table) {
      expect([
        user,
        await refused(form(world.userToken(user), { resource })),
      ]).toEqual([user, { status: 400, error: 'invalid_target', code }]);
    }
  });

  it('refuses tokens that are not good, without a part of them', async () => {
    const good = await world.githubToken();
    const own = (await credentials.exchange(form(good, { resource: PAYMENTS })))
      .body as any;
    const [head, body] = good.split('.');
    world.backstage.set('component-token.a.b', 'component:default/payments');
    for (const token of [
      own.access_token,
      `${good} `,
      `${head}.${body}.c2lnbmF0dXJl`,
      `${head}.${body}.`,
      'opaque-token',
      'component-token.a.b',
      await world.githubToken({ aud: 'https://github.com/acme' }),
      await world.githubToken({ exp: world.now / 1_000 - 31 }),
      await world.githubToken({ repository_id: undefined }),
    ]) {
      const params = form(token, { resource: PAYMENTS });
      expect([token, await refused(params)]).toEqual([
        token,
        { status: 400, error: 'invalid_request', code: 'token_refused' },
      ]);
    }
  });

  it('tells a catalog that is away from an entity that is not there', async () => {
    const token = await world.githubToken();
    world.entities.get = () => {
      throw new Error(`No answer for ${token}`);
    };
    expect(await refused(form(token, { resource: PAYMENTS }))).toEqual({
      status: 503,
      error: 'temporarily_unavailable',
      code: 'unavailable',
    });
  });

  it('issues nothing to who is stopped', async () => {
    const params = form(await world.githubToken(), { resource: PAYMENTS });
    await credentials.stops.stop({
      entityRef: 'group:default/finance',
      reason: 'Runaway',
      by: 'user:default/op',
    });
    expect(await refused(params)).toEqual({
      status: 403,
      error: 'access_denied',
      code: 'stopped',
    });
    await credentials.stops.resume('group:default/finance');
    expect((await credentials.exchange(params)).status).toBe(200);
  });
});
