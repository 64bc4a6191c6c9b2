import {
  type Started,
  start,
  testDatabases,
} from '../__testUtils__/testBackend';

const everybody = [
  'none',
  'nobody',
  'developer',
  'blind',
  'platform',
  'importer',
] as const;

type Expected = Record<(typeof everybody)[number], number>;

const readers: Expected = {
  none: 401,
  nobody: 403,
  developer: 200,
  blind: 200,
  platform: 200,
  importer: 403,
};
/** For what a caller must be able to see. */
const visible: Expected = { ...readers, blind: 404 };
const onlyPlatform = (status: number): Expected => ({
  none: 401,
  nobody: 403,
  developer: 403,
  blind: 403,
  platform: status,
  importer: 403,
});
const onlyImporter = (status: number): Expected => ({
  ...onlyPlatform(403),
  importer: status,
});

const range = 'from=2026-11-01&to=2026-11-30';
const reason = 'because of a test';
const checkout = 'component:default/checkout';

type Row = [
  route: string,
  send: (started: Started, caller: string) => ReturnType<Started['get']>,
  expected: Expected,
];
const get =
  (path: string): Row[1] =>
  (started, caller) =>
    started.get(path, caller);
const post =
  (path: string, body: object): Row[1] =>
  (started, caller) =>
    started.post(path, body, caller);

const routes: Row[] = [
  // A user of the permissions who is not in the catalog is told so.
  ['GET /use', get('/use'), visible],
  ['GET /use?service', get(`/use?service=${checkout}`), visible],
  ['GET /models', get('/models'), visible],
  ['GET /budgets', get('/budgets'), readers],
  ['GET /budgets/changes', get('/budgets/changes'), readers],
  [
    'PUT /budgets',
    (started, caller) =>
      started.put('/budgets', { scope: checkout, limit: 1, reason }, caller),
    onlyPlatform(200),
  ],
  ['GET /holds', get('/holds'), onlyPlatform(200)],
  [
    'POST /holds/reconcile',
    post('/holds/reconcile', {
      items: [{ holdId: 'x', amount: 0, kind: 'write-off', reason }],
    }),
    onlyPlatform(200),
  ],
  ['GET /usage', get(`/usage?${range}`), readers],
  ['GET /usage/export', get(`/usage/export?${range}`), readers],
  ['GET /deployments', get(`/deployments?${range}`), readers],
  ['GET /attempts', get('/attempts'), readers],
  ['GET /denials', get('/denials'), readers],
  [
    'POST /summaries/by-query',
    post('/summaries/by-query', { entityRefs: [checkout] }),
    readers,
  ],
  [
    'POST /history',
    post('/history', { attempts: [], denials: [] }),
    onlyImporter(200),
  ],
  ['GET /stops', get('/stops'), readers],
  [
    'POST /stops',
    post('/stops', { entityRef: 'system:default/none', reason }),
    onlyPlatform(201),
  ],
  [
    'DELETE /stops',
    (started, caller) => started.delete('/stops/system:default%2Fx', caller),
    onlyPlatform(404),
  ],
  [
    'POST /revocations',
    post('/revocations', { jti: 'x', reason }),
    onlyPlatform(204),
  ],
  [
    'POST /development-keys',
    post('/development-keys', { service: checkout }),
    onlyImporter(201),
  ],
  ['GET /ownership-moves', get('/ownership-moves'), readers],
  [
    'POST /ownership-moves/accept',
    post('/ownership-moves/accept', {
      entityRef: checkout,
      what: 'owner',
      to: 'group:default/none',
    }),
    { ...onlyPlatform(404) },
  ],
  [
    'GET /nowhere',
    get('/nowhere'),
    {
      ...readers,
      nobody: 404,
      developer: 404,
      blind: 404,
      platform: 404,
      importer: 404,
    },
  ],
];

describe('access to the administrative API', () => {
  let started: Started;
  const databases = testDatabases();

  beforeAll(async () => {
    started = await start(databases, 'SQLITE_3');
  });
  afterAll(() => started.stop());

  describe.each(routes)('%s', (_, send, expected) => {
    it.each(everybody)('%s', async caller => {
      const { status, body, type } = await send(started, caller);
      expect({
        status,
        // What went wrong on our side, to see it here.
        failure: status >= 500 ? body : null,
        isProblem: type === 'application/problem+json',
      }).toEqual({
        status: expected[caller],
        failure: null,
        isProblem: expected[caller] >= 400,
      });
    });
  });
});
