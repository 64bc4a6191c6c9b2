import { mockServices } from '@backstage/backend-test-utils';
import { CredentialSource } from './CredentialSource';

describe('CredentialSource', () => {
  let now: number;
  let status: number;
  let issued: number;
  const fetch = jest.fn(async () =>
    Response.json(
      {
        access_token: `token-${(issued += 1)}`,
        issued_token_type: 'urn:ietf:params:oauth:token-type:jwt',
        token_type: 'Bearer',
        expires_in: 900,
        scope: 'llm:chat llm:embed',
      },
      { status },
    ),
  );

  beforeEach(() => {
    fetch.mockClear();
    [now, status, issued] = [0, 200, 0];
  });

  function create() {
    return new CredentialSource({
      auth: mockServices.auth(),
      discovery: mockServices.discovery(),
      fetch,
      now: () => now,
    });
  }

  it('exchanges once while the credential is good', async () => {
    const source = create();
    const [first, second] = await Promise.all([
      source.getClientOptions(),
      source.getClientOptions(),
    ]);
    expect(first).toEqual({
      baseURL: 'http://localhost:0/api/llm-proxy/v1',
      apiKey: 'token-1',
    });
    expect(second).toEqual(first);
    now = 839_999;
    expect((await source.getClientOptions()).apiKey).toBe('token-1');
    now = 840_000;
    expect((await source.getClientOptions()).apiKey).toBe('token-2');
  });

  it('tries again after a failure', async () => {
    const source = create();
    status = 503;
    await expect(source.getClientOptions()).rejects.toThrow('503');
    status = 200;
    expect((await source.getClientOptions()).apiKey).toBe('token-2');
  });
});
