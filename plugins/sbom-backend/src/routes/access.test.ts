import { bom } from '../__testUtils__/documents';
import { type Started, start } from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const content = bom({ components: ['lodash@4.17.21'] });
const entity = 'entityRef=component:default/checkout';
const past = 'effectiveAt=2026-01-01T00:00:00Z';

/** `none` sends no token; the others are those of callers.ts. */
const everybody = [
  'none',
  'nobody',
  'developer',
  'blind',
  'ci',
  'importer',
  'machine',
] as const;

type Status = 200 | 201 | 401 | 403 | 404;
type Row = [
  route: string,
  send: (
    started: Started,
    ids: Ids,
    caller: string,
  ) => ReturnType<Started['get']>,
  expected: Record<(typeof everybody)[number], Status>,
];
interface Ids {
  uploadId: string;
  blobDigest: string;
}

const readers = {
  none: 401,
  nobody: 403,
  developer: 200,
  blind: 404,
  ci: 403,
  importer: 403,
  machine: 200,
} as const;

/** Routes over many services show less instead of refusing. */
const filtered = { ...readers, blind: 200 } as const;

const get =
  (path: (ids: Ids) => string): Row[1] =>
  (started, ids, caller) =>
    started.get(path(ids), caller);

const routes: Row[] = [
  [
    'POST /boms',
    (started, _, caller) => started.post(`/boms?${entity}`, content, caller),
    {
      none: 401,
      nobody: 403,
      developer: 200,
      blind: 404,
      ci: 200,
      importer: 200,
      machine: 200,
    },
  ],
  [
    'POST /boms with effectiveAt',
    (started, _, caller) =>
      started.post(`/boms?${entity}&${past}`, content, caller),
    {
      none: 401,
      nobody: 403,
      developer: 403,
      blind: 403,
      ci: 403,
      importer: 200,
      machine: 200,
    },
  ],
  [
    'POST /validate',
    (started, _, caller) => started.post('/validate', content, caller),
    {
      none: 401,
      nobody: 403,
      developer: 200,
      blind: 200,
      ci: 200,
      importer: 200,
      machine: 200,
    },
  ],
  ['GET /boms/{digest}', get(ids => `/boms/${ids.blobDigest}`), readers],
  ['GET /uploads', get(() => `/uploads?${entity}`), readers],
  ['GET /refusals', get(() => `/refusals?${entity}`), readers],
  ['GET /uploads/{id}', get(ids => `/uploads/${ids.uploadId}`), readers],
  [
    'GET /uploads/{id}/components',
    get(ids => `/uploads/${ids.uploadId}/components`),
    readers,
  ],
  [
    'GET /uploads/{id}/components/{id}/paths',
    get(ids => `/uploads/${ids.uploadId}/components/0/paths`),
    readers,
  ],
  [
    'GET /diff',
    get(ids => `/diff?from=${ids.uploadId}&to=${ids.uploadId}`),
    readers,
  ],
  [
    'POST /summaries/by-query',
    (started, _, caller) =>
      started.post(
        '/summaries/by-query',
        { entityRefs: ['component:default/checkout'] },
        caller,
      ),
    filtered,
  ],
  ['GET /packages', get(() => '/packages?q=lodash'), filtered],
  ['GET /components', get(() => '/components?purl=pkg:npm/lodash'), filtered],
  ['GET /coverage', get(() => '/coverage'), filtered],
  ['GET /coverage/services', get(() => '/coverage/services'), filtered],
  [
    'an unknown route',
    get(() => '/nothing'),
    {
      none: 401,
      nobody: 404,
      developer: 404,
      blind: 404,
      ci: 404,
      importer: 404,
      machine: 404,
    },
  ],
];

describe('access', () => {
  let started: Started;
  let ids: Ids;

  beforeAll(async () => {
    started = await start();
    ids = (await started.upload(content)).body;
    await started.upload(content, { effectiveAt: '2026-01-01T00:00:00Z' });
  });
  afterAll(() => started.stop());

  describe.each(routes)('%s', (_, send, expected) => {
    it.each(everybody)('as %s', async caller => {
      const response = await send(started, ids, caller);
      expect(response.status).toBe(expected[caller]);
      const isProblem = response.type === 'application/problem+json';
      expect(isProblem).toBe(response.status >= 400);
    });
  });

  it('shows nothing of an entity that the caller may not see', async () => {
    const { body: summaries } = await started.post(
      '/summaries/by-query',
      {
        entityRefs: ['component:default/ledger', 'component:default/checkout'],
      },
      'blind',
    );
    expect(summaries.items).toEqual([
      expect.objectContaining({ entityRef: 'component:default/ledger' }),
      null,
    ]);
    const { body: packages } = await started.get('/packages?q=lodash', 'blind');
    expect(packages.items).toEqual([]);
    expect(packages.basis.services).toBe(1);
    const { body: usages } = await started.get(
      '/components?purl=pkg:npm/lodash',
      'blind',
    );
    expect(usages.items).toEqual([]);
    const { body: coverage } = await started.get('/coverage', 'blind');
    expect(coverage.totals.services).toBe(1);
    const { body: missing } = await started.get(
      '/uploads?entityRef=component:default/chekout',
      'blind',
    );
    expect(missing.hint).not.toMatch(/checkout/);
  });

  it('reads no body of a caller who may not send one', async () => {
    const response = await started
      .post(`/boms?${entity}`, undefined, 'nobody')
      .set('content-length', '99999999999');
    expect(response.status).toBe(403);
  });
});
