import { startProvider, type TestProvider } from './__testUtils__/oidcProvider';
import { makeSigner, type Signer } from './__testUtils__/signer';
import { IntrospectionClient } from './Introspection';
import { RemoteKeySet } from './keys/RemoteKeySet';
import { TokenVerifier } from './TokenVerifier';
import { workloadIdentity } from './workload/workloadIdentity';

describe('with a real OpenID provider', () => {
  let provider: TestProvider;
  let first: Signer;
  let second: Signer;

  beforeAll(async () => {
    // It says that its store is for development.
    jest.spyOn(console, 'warn').mockReturnValue();
    jest.spyOn(console, 'info').mockReturnValue();
    first = await makeSigner('ES256', 'first');
    second = await makeSigner('ES256', 'second');
  });

  beforeEach(async () => {
    provider = await startProvider([first]);
  });

  afterEach(() => provider.close());
  afterAll(() => jest.restoreAllMocks());

  it('verifies its tokens by discovery, through a rotation of its keys', async () => {
    let now = Date.now();
    const clock = () => now;
    const verifier = new TokenVerifier(
      [
        {
          issuer: provider.issuer,
          audience: 'waymark',
          algorithms: ['ES256'],
          types: ['at+jwt'],
          keys: new RemoteKeySet({
            issuer: provider.issuer,
            algorithms: ['ES256'],
            clock,
          }),
        },
      ],
      clock,
    );
    const old = await provider.token('jwt');
    const verified = await verifier.verify(old);
    expect(workloadIdentity(verified, 'oidc', 'waymark_entity')).toMatchObject({
      subject: 'workload',
      entity: 'component:default/payments',
    });

    provider.rotate([second, first]);
    const next = await provider.token('jwt');
    now += 30_000;
    expect((await verifier.verify(next)).subject).toBe('workload');
    expect((await verifier.verify(old)).subject).toBe('workload');

    provider.rotate([second]);
    now += 20 * 60_000;
    await expect(verifier.verify(old)).rejects.toMatchObject({
      code: 'key_unknown',
    });
  });

  it('introspects its opaque tokens', async () => {
    let now = Date.now();
    let asked = 0;
    const options = {
      issuer: provider.issuer,
      audience: 'waymark',
      url: `${provider.issuer}/token/introspection`,
      clientId: provider.client.id,
      clientSecret: provider.client.secret,
      clock: () => now,
      fetch: (...args: Parameters<typeof fetch>) => {
        asked += 1;
        return fetch(...args);
      },
    };
    const client = new IntrospectionClient(options);
    const token = await provider.token('opaque');
    const answers = await Promise.all([
      client.introspect(token),
      client.introspect(token),
    ]);
    expect(answers[0]).toMatchObject({
      issuer: provider.issuer,
      subject: 'workload',
    });
    expect(asked).toBe(1);

    await provider.revoke(token);
    await client.introspect(token);
    now += 30_000;
    await expect(client.introspect(token)).rejects.toMatchObject({
      code: 'inactive',
    });
    expect(asked).toBe(2);
    await expect(client.introspect('unknown')).rejects.toMatchObject({
      code: 'inactive',
    });
    await expect(client.introspect('a b')).rejects.toMatchObject({
      code: 'token_malformed',
    });

    const other = new IntrospectionClient({ ...options, audience: 'other' });
    const fresh = await provider.token('opaque');
    await expect(other.introspect(fresh)).rejects.toMatchObject({
      code: 'audience_refused',
    });
    const stranger = new IntrospectionClient({
      ...options,
      clientSecret: 'wrong',
    });
    await expect(stranger.introspect(fresh)).rejects.toMatchObject({
      code: 'status_unexpected',
    });
  });
});
