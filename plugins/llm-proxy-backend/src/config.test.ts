import { ConfigReader } from '@backstage/config';
import { readConfig } from './config';

const read = (llmProxy?: Record<string, any>) =>
  readConfig(
    new ConfigReader({
      backend: { baseUrl: 'http://127.0.0.1:7007' },
      ...(llmProxy && { llmProxy }),
    }),
  );

describe('readConfig', () => {
  it('has a default for everything, and is frozen', () => {
    const config = read();
    expect(config).toMatchObject({
      publicUrl: 'http://127.0.0.1:7007/api/llm-proxy',
      providers: {},
      credentials: { lifetime: 900_000, development: false },
      limits: { body: 4_194_304, requestTimeout: 600_000 },
      quota: { store: 'memory', holdFor: 900_000, clamp: false },
      audit: { mode: 'bounded', flushInterval: 200 },
      trustedLocations: [],
    });
    expect(config.listen).toBeUndefined();
    expect(Object.isFrozen(config.quota.rates.user)).toBe(true);
  });

  it('reads durations as people write them', () => {
    const { limits } = read({
      limits: { requestTimeout: { minutes: 1, seconds: 30 } },
    });
    expect(limits.requestTimeout).toBe(90_000);
  });

  it.each<[string, Record<string, any>, string]>([
    ['an unknown key', { qota: {} }, 'llmProxy'],
    [
      'a lifetime over 15 minutes',
      { credentials: { lifetime: { minutes: 16 } } },
      'llmProxy.credentials.lifetime',
    ],
    ['a limit out of range', { limits: { depth: 2 } }, 'llmProxy.limits.depth'],
    [
      'a provider without an address',
      { providers: { acme: { kind: 'openai' } } },
      'llmProxy.providers.acme.baseUrl',
    ],
    [
      'a symmetric algorithm',
      {
        credentials: {
          issuers: [
            {
              issuer: 'https://ci.example',
              kind: 'oidc',
              audience: 'waymark',
              algorithms: ['HS256'],
            },
          ],
        },
      },
      'llmProxy.credentials.issuers.0.algorithms.0',
    ],
    [
      'Redis without an address',
      { quota: { store: 'redis' } },
      'llmProxy.quota.redis',
    ],
  ])('refuses %s by its key', (_, config, key) => {
    expect(() => read(config)).toThrow(`Invalid configuration ${key}:`);
  });
});
