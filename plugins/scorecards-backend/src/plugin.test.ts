import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { policySchema } from '@waymark/backstage-plugin-scorecards-common';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { service } from './__testUtils__/catalog';
import { cleanEvidence } from './__testUtils__/evidence';
import { scorecardsPlugin } from './plugin';

jest.setTimeout(60_000);

describe('the plugin', () => {
  let directory: string;
  let backend: TestBackend;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waymark-scorecards-'));
    backend = await startTestBackend({
      features: [
        scorecardsPlugin,
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:7000' },
            policy: { history: { directory: join(directory, 'policy') } },
            scorecards: { evidence: { directory } },
          },
        }),
        catalogServiceMock.factory({
          entities: [service('checkout', '4711')],
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const get = (path: string) =>
    request(backend.server)
      .get(`/api/scorecards/v1${path}`)
      .set('authorization', mockCredentials.user.header());

  it('hands the policy out, signed by a public key', async () => {
    const policy = policySchema.parse((await get('/policy').expect(200)).body);
    expect(policy.levels.map(({ id }) => id)).toEqual([
      'bronze',
      'silver',
      'gold',
    ]);
    const answer = await get(`/policy/${policy.digest}`).expect(200);
    expect(answer.headers['cache-control']).toContain('immutable');
    const jws = answer.body.length ? answer.body.toString() : answer.text;
    const { body: keys } = await request(backend.server)
      .get('/api/scorecards/v1/jwks.json')
      .expect(200);
    const { payload } = await compactVerify(jws, createLocalJWKSet(keys));
    const bundle = JSON.parse(new TextDecoder().decode(payload));
    expect(bundle).toMatchObject({ digest: policy.digest, keys: keys.keys });
    expect(decodeProtectedHeader(jws).typ).toBe('waymark-policy+jwt');
    expect(Object.keys(bundle.sources).length).toBeGreaterThan(20);
    await get('/policy/sha256:0').expect(404);
  });

  it('judges what is sent', async () => {
    await request(backend.server)
      .post('/api/scorecards/v1/evidence')
      .set('authorization', mockCredentials.user.header())
      .send({ evidence: cleanEvidence(), verdict: null })
      .expect(201);
    const { body } = await get(
      '/entities/component/default/checkout/scorecard',
    ).expect(200);
    expect(body.state).toBe('fresh');
    const snapshot = await get(
      '/entities/component/default/checkout/snapshot',
    ).expect(200);
    expect(snapshot.headers['content-type']).toContain('application/jose');
  });
});
