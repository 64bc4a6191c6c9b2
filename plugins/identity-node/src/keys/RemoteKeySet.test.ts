import type { ServerResponse } from 'node:http';
import { sendJson, serve, type TestServer } from '../__testUtils__/issuer';
import { makeSigner, type Signer } from '../__testUtils__/signer';
import { RemoteKeySet, type RemoteKeySetOptions } from './RemoteKeySet';

const MINUTE = 60_000;
const DISCOVERY = '/.well-known/openid-configuration';

describe('RemoteKeySet', () => {
  let first: Signer;
  let second: Signer;
  let server: TestServer;
  let now: number;
  let answer: (path: string, response: ServerResponse) => void;
  let published: Signer[];

  beforeAll(async () => {
    first = await makeSigner('ES256', 'first');
    second = await makeSigner('ES256', 'second');
  });

  beforeEach(async () => {
    now = Date.UTC(2026, 10, 23);
    published = [first];
    server = await serve((request, response) => answer(request.url!, response));
    answer = (path, response) =>
      sendJson(
        response,
        path === DISCOVERY
          ? { issuer: server.url, jwks_uri: `${server.url}/keys` }
          : { keys: published.map(({ jwk }) => jwk) },
      );
  });

  afterEach(() => server.close());

  const make = (more: Partial<RemoteKeySetOptions> = {}) =>
    new RemoteKeySet({
      issuer: server.url,
      algorithms: ['ES256'],
      clock: () => now,
      timeout: 2_000,
      ...more,
    });

  async function outcome(keys: RemoteKeySet, kid = 'first'): Promise<string> {
    try {
      return (await keys.find(kid, 'ES256')) ? 'found' : 'unknown';
    } catch (error: any) {
      expect(error.name).toBe('IdentityUnavailableError');
      return error.code;
    }
  }

  async function settled(keys: RemoteKeySet): Promise<void> {
    while (keys.refreshing) {
      await new Promise(resolve => {
        setTimeout(resolve, 5);
      });
    }
  }

  it('discovers the keys once, however many ask', async () => {
    const keys = make();
    const all = await Promise.all(
      Array.from({ length: 20 }, () => outcome(keys)),
    );
    expect(new Set(all)).toEqual(new Set(['found']));
    expect(server.requests).toEqual([DISCOVERY, '/keys']);
  });

  it('fetches for an unknown key id, once within the cooldown', async () => {
    const keys = make({ jwksUrl: `${server.url}/keys` });
    expect(await outcome(keys)).toBe('found');
    published = [second];
    now += 29_999;
    expect(await outcome(keys, 'second')).toBe('unknown');
    expect(server.requests).toHaveLength(1);
    now += 1;
    expect(
      await Promise.all([outcome(keys, 'second'), outcome(keys, 'third')]),
    ).toEqual(['found', 'unknown']);
    expect(server.requests).toHaveLength(2);
    expect(await outcome(keys, 'first')).toBe('unknown');
  });

  it('refreshes in the background, and waits when that is overdue', async () => {
    const keys = make();
    await outcome(keys);
    published = [second];
    now += 10 * MINUTE;
    expect(await outcome(keys)).toBe('found');
    await settled(keys);
    expect(await outcome(keys, 'second')).toBe('found');
    published = [first];
    now += 20 * MINUTE;
    expect(await outcome(keys, 'second')).toBe('unknown');
  });

  it('uses old keys while the issuer is away, for a bounded time', async () => {
    const keys = make();
    await outcome(keys);
    answer = (_, response) => {
      response.statusCode = 503;
      response.end();
    };
    now += 24 * 60 * MINUTE - 1;
    expect(await outcome(keys)).toBe('found');
    expect(await outcome(keys, 'second')).toBe('status_unexpected');
    now += MINUTE;
    expect(await outcome(keys)).toBe('status_unexpected');
    const asked = server.requests.length;
    expect(await outcome(keys)).toBe('status_unexpected');
    expect(server.requests).toHaveLength(asked);
  });

  it('comes back a second after a failed start', async () => {
    const { url } = server;
    await server.close();
    const keys = make({ issuer: url });
    expect(await outcome(keys)).toBe('unreachable');
    server = await serve((request, response) => answer(request.url!, response));
    now += 1_000;
    const again = make();
    expect(await outcome(again)).toBe('found');
  });

  it.each<[string, string, (response: ServerResponse) => void]>([
    [
      'follows no redirect',
      'status_unexpected',
      response => {
        response.writeHead(302, { location: '/other' }).end();
      },
    ],
    [
      'reads no more than it must',
      'answer_too_large',
      response => sendJson(response, `"${'x'.repeat(300_000)}"`),
    ],
    ['waits no longer than it must', 'timeout', () => undefined],
    [
      'takes no discovery document of another issuer',
      'issuer_mismatch',
      response =>
        sendJson(response, {
          issuer: 'https://other.test',
          jwks_uri: `${server.url}/keys`,
        }),
    ],
    [
      'takes no discovery document with a name twice',
      'issuer_mismatch',
      response => sendJson(response, `{"issuer":"x","issuer":"${server.url}"}`),
    ],
    [
      'needs the address of the keys',
      'answer_malformed',
      response => sendJson(response, { issuer: server.url }),
    ],
    [
      'takes no keys over plain HTTP from elsewhere',
      'url_insecure',
      response =>
        sendJson(response, {
          issuer: server.url,
          jwks_uri: 'http://keys.example.test/',
        }),
    ],
  ])('%s', async (_, code, discovery) => {
    answer = (__, response) => discovery(response);
    expect(await outcome(make({ timeout: 300 }))).toBe(code);
    expect(server.requests).toHaveLength(1);
  });

  it('keeps the keys it has when new ones cannot be trusted', async () => {
    const keys = make({ jwksUrl: `${server.url}/keys` });
    await outcome(keys);
    answer = (_, response) =>
      sendJson(response, { keys: [first.jwk, first.privateJwk] });
    now += 30 * MINUTE;
    expect(await outcome(keys)).toBe('found');
    expect(await outcome(make({ jwksUrl: `${server.url}/keys` }))).toBe(
      'keys_refused',
    );
  });
});
