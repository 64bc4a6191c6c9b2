import {
  coreServices,
  createServiceFactory,
  type SchedulerService,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  type ExceptionRequest,
  exceptionSchema,
  type PolicyException,
} from '@waymark/backstage-plugin-scorecards-common';
import { compactVerify, createLocalJWKSet } from 'jose';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import request from 'supertest';
import { service } from '../__testUtils__/catalog';
import { cleanEvidence } from '../__testUtils__/evidence';
import { scorecardsPlugin } from '../plugin';

jest.setTimeout(60_000);

const CHECKOUT = 'component:default/checkout';
const DAY = 86_400_000;

/** A group or user with where it was declared. */
function organisation(kind: 'Group' | 'User', name: string, origin: string) {
  const members = { security: ['ines', 'pat', 'dana'], fake: ['mallory'] }[
    name
  ];
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind,
    metadata: {
      name,
      namespace: 'default',
      annotations: { 'backstage.io/managed-by-origin-location': origin },
    },
    spec: kind === 'Group' ? { type: 'team', children: [] } : {},
    relations: (members ?? []).map(member => ({
      type: 'hasMember',
      targetRef: `user:default/${member}`,
    })),
  } as Entity;
}

const ours = 'url:https://git.example.com/org.yaml';
const theirs = 'url:https://git.example.com/repository/catalog-info.yaml';

describe('exceptions', () => {
  let directory: string;
  let backend: TestBackend;
  let finding: string;
  let scheduler: SchedulerService;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waymark-exceptions-'));
    scheduler = mockServices.scheduler();
    backend = await startTestBackend({
      features: [
        scorecardsPlugin,
        createServiceFactory({
          service: coreServices.scheduler,
          deps: {},
          factory: () => scheduler,
        }),
        mockServices.rootConfig.factory({
          data: {
            backend: { baseUrl: 'http://localhost:7000' },
            policy: {
              embedded: { workers: 1 },
              history: { directory: join(directory, 'policy') },
            },
            scorecards: {
              evidence: { directory },
              exceptions: {
                trustedLocations: [ours],
                approvers: {
                  default: 'group:default/security',
                  rules: { GP021: 'group:default/fake' },
                },
              },
            },
          },
        }),
        catalogServiceMock.factory({
          entities: [
            service('checkout', '4711'),
            organisation('Group', 'security', ours),
            organisation('Group', 'fake', theirs),
            ...['ines', 'pat', 'dana', 'mallory', 'olaf'].map(name =>
              organisation('User', name, ours),
            ),
          ],
        }),
      ],
    });
    finding = (await send()).find(({ rule }) => rule === 'GP020')!.finding;
  });

  afterEach(async () => {
    await backend.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const as = (name: string) =>
    mockCredentials.user.header(`user:default/${name}`);
  const url = (path: string) => `/api/scorecards/v1${path}`;
  const get = (path: string) =>
    request(backend.server).get(url(path)).set('authorization', as('olaf'));
  const post = (path: string, body: object, by: string) =>
    request(backend.server)
      .post(url(path))
      .set('authorization', as(by))
      .send(body);

  /** Evidence with an image by tag, of a registry that is not allowed. */
  async function send() {
    const evidence = cleanEvidence();
    if (evidence.images.status !== 'ok') {
      throw new Error('The fixture has no images');
    }
    evidence.images.items = [
      {
        file: 'Dockerfile',
        line: 1,
        ref: 'registry.example.com/node:24',
        registry: 'registry.example.com',
        digest: null,
        role: 'from',
      },
    ];
    const { body } = await post(
      '/evidence',
      { evidence, verdict: null },
      'dana',
    );
    return (body.verdict.results as any[]).flatMap(result => result.findings);
  }

  const asked = (changes: Partial<ExceptionRequest> = {}) => ({
    rule: 'GP020',
    entityRef: CHECKOUT,
    finding,
    stages: ['main'],
    reason: 'The next release pins it.',
    ticket: 'PAY-1',
    compensatingControl: 'Rebuilt each day.',
    notBefore: null,
    expires: new Date(Date.now() + 20 * DAY).toISOString(),
    ...changes,
  });

  async function ask(
    changes: Partial<ExceptionRequest> = {},
    by = 'dana',
  ): Promise<PolicyException> {
    const { body } = await post('/exceptions', asked(changes), by).expect(201);
    return exceptionSchema.parse(body);
  }

  const decide = (id: string, decision: string, by: string, more = {}) =>
    post(
      `/exceptions/${id}/decision`,
      { decision, reason: 'Checked.', ...more },
      by,
    );

  async function snapshot() {
    const { text, body } = await get(
      '/entities/component/default/checkout/snapshot',
    ).expect(200);
    const { body: keys } = await get('/jwks.json').expect(200);
    const { payload } = await compactVerify(
      body.length ? body.toString() : text,
      createLocalJWKSet(keys),
    );
    return JSON.parse(new TextDecoder().decode(payload));
  }

  /** After the round that judges again what changed. */
  async function stateOf(rule: string) {
    await scheduler.triggerTask('scorecards-reevaluation');
    const { body } = await get(
      '/entities/component/default/checkout/scorecard',
    ).expect(200);
    return body.checks.find((check: any) => check.rule === rule).state;
  }

  it('exempts once two of the group have approved, until it is revoked', async () => {
    const { approvalsNeeded, id, state } = await ask();
    expect({ approvalsNeeded, state }).toEqual({
      approvalsNeeded: 2,
      state: 'requested',
    });
    expect((await snapshot()).items).toEqual([]);
    const first = await decide(id, 'approve', 'ines').expect(200);
    expect(first.body.state).toBe('requested');
    // The same person twice is one person.
    await decide(id, 'approve', 'ines');
    expect((await snapshot()).items).toEqual([]);
    const second = await decide(id, 'approve', 'pat').expect(200);
    expect(second.body.state).toBe('approved');
    const inForce = await snapshot();
    expect(inForce).toMatchObject({
      aud: 'waymark-gate',
      entityRef: CHECKOUT,
      items: [{ id, finding, rule: 'GP020' }],
    });
    expect(await stateOf('GP020')).toBe('exempt');

    await decide(id, 'revoke', 'pat').expect(200);
    const after = await snapshot();
    expect(after.items).toEqual([]);
    expect(after.sequence).toBeGreaterThan(inForce.sequence);
    expect(await stateOf('GP020')).toBe('fail');
    const { body } = await get(`/exceptions/${id}`).expect(200);
    expect(body.history.map(({ what }: any) => what)).toEqual(
      expect.arrayContaining(['requested', 'approval', 'approved', 'revoked']),
    );
  });

  it('lets nobody approve a request of their own', async () => {
    const { id } = await ask({}, 'dana');
    const { body } = await decide(id, 'approve', 'dana').expect(403);
    expect(body.code).toBe('exceptions.own_request');
  });

  it('lets nobody approve who is not of the group', async () => {
    const { id } = await ask();
    const { body } = await decide(id, 'approve', 'olaf').expect(403);
    expect(body.code).toBe('exceptions.not_approver');
  });

  it('takes no group for approvers that a repository declares', async () => {
    const findings = await send();
    const { id } = await ask({
      rule: 'GP021',
      finding: findings.find(({ rule }) => rule === 'GP021').finding,
    });
    const { body } = await decide(id, 'approve', 'mallory').expect(403);
    expect(body.code).toBe('exceptions.not_approver');
  });

  it.each([
    [
      'exceptions.over_cap',
      { expires: new Date(Date.now() + 400 * DAY).toISOString() },
    ],
    ['exceptions.no_finding', { finding: 'Dockerfile|other' }],
    ['exceptions.not_waivable', { rule: 'GP000', finding: 'missing:GP001' }],
  ])('refuses with %s', async (code, changes) => {
    const { body } = await post('/exceptions', asked(changes), 'dana');
    expect(body.code).toBe(code);
  });

  it('refuses what has no end, or another one than an instant', async () => {
    for (const expires of [undefined, 'tomorrow', '2027-01-01']) {
      const { status } = await post(
        '/exceptions',
        { ...asked(), expires },
        'dana',
      );
      expect(status).toBe(400);
    }
  });

  it('breaks glass at once by one approver, for four hours, to be reviewed', async () => {
    const { id, expires } = await ask({ breakGlass: true });
    expect(Date.parse(expires) - Date.now()).toBeLessThanOrEqual(4 * 3_600_000);
    const { body } = await decide(id, 'approve', 'pat').expect(200);
    expect(body).toMatchObject({ state: 'approved', reviewDue: true });
    const reviewed = await decide(id, 'review', 'ines').expect(200);
    expect(reviewed.body.reviewDue).toBe(false);
  });

  it('shows approvers what waits for them', async () => {
    await ask();
    const inbox = (by: string) =>
      request(backend.server)
        .get(url('/exceptions?mine=true'))
        .set('authorization', as(by));
    expect((await inbox('ines')).body.items).toHaveLength(1);
    expect((await inbox('ines')).body.counts.waitingForYou).toBe(1);
    expect((await inbox('dana')).body.items).toHaveLength(0);
    expect((await inbox('olaf')).body.items).toHaveLength(0);
  });
});
