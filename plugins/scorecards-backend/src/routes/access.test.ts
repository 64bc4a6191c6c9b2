import { cleanEvidence } from '../__testUtils__/evidence';
import { testDatabases, World } from '../__testUtils__/world';

jest.setTimeout(60_000);

/** `none` sends a token of nobody; the others are those of callers.ts. */
const everybody = [
  'none',
  'nobody',
  'developer',
  'blind',
  'ci',
  'importer',
  'machine',
] as const;

type Caller = (typeof everybody)[number];
type Row = [
  route: string,
  send: (
    world: World,
    verdictId: string,
    caller: Caller,
  ) => ReturnType<World['get']>,
  expected: Record<Caller, number>,
];

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

/** Rules are no secret of anybody who is known. */
const known = {
  ...filtered,
  nobody: 200,
  ci: 200,
  importer: 200,
} as const;

const entity = '/entities/component/default/checkout';
const effectiveAt = '2026-01-01T00:00:00Z';

const get =
  (path: string): Row[1] =>
  (world, id, caller) =>
    world.get(path.replace('{id}', id), caller);

const routes: Row[] = [
  [
    'POST /evidence',
    (world, _, caller) => world.send(cleanEvidence(), {}, caller),
    {
      none: 401,
      nobody: 403,
      developer: 403,
      blind: 404,
      ci: 200,
      importer: 200,
      machine: 200,
    },
  ],
  [
    'POST /evidence with effectiveAt',
    (world, _, caller) => world.send(cleanEvidence(), { effectiveAt }, caller),
    {
      none: 401,
      nobody: 403,
      developer: 403,
      blind: 403,
      ci: 403,
      importer: 201,
      machine: 201,
    },
  ],
  ['GET /policy', get('/policy'), known],
  ['GET /verdicts/{id}', get('/verdicts/{id}'), readers],
  ['GET /verdicts/{id}/evidence', get('/verdicts/{id}/evidence'), readers],
  [
    'GET /verdicts/{id}/attestation',
    get('/verdicts/{id}/attestation'),
    readers,
  ],
  ['GET /entities/{ref}/verdicts', get(`${entity}/verdicts`), readers],
  ['GET /entities/{ref}/scorecard', get(`${entity}/scorecard`), readers],
  [
    'GET /entities/{ref}/checks/{rule}/history',
    get(`${entity}/checks/GP040/history`),
    readers,
  ],
  [
    'GET /entities/{ref}/snapshot',
    get(`${entity}/snapshot`),
    { ...readers, ci: 200, importer: 200 },
  ],
  ['GET /overview', get('/overview'), filtered],
  ['GET /services', get('/services'), filtered],
  ['GET /rules/{id}', get('/rules/GP040'), filtered],
  ['GET /changes', get('/changes'), filtered],
  [
    'GET /changes?entityRef=',
    get('/changes?entityRef=component:default/checkout'),
    readers,
  ],
  [
    'POST /summaries/by-query',
    (world, _, caller) =>
      world.post(
        '/summaries/by-query',
        { entityRefs: ['component:default/checkout'] },
        caller,
      ),
    filtered,
  ],
];

const rows = routes.flatMap(([route, send, expected]) =>
  everybody.map(caller => [route, caller, expected[caller], send] as const),
);

describe('who may do what', () => {
  const databases = testDatabases();
  let world: World;
  let verdictId: string;

  beforeEach(async () => {
    world = await World.start(databases, 'SQLITE_3');
    const { body } = await world.send(cleanEvidence()).expect(201);
    verdictId = body.verdict.id;
  });

  afterEach(async () => {
    await world.stop();
  });

  it.each(rows)('%s by %s: %d', async (_, caller, status, send) => {
    const answer = await send(world, verdictId, caller);
    expect(answer.status).toBe(status);
  });

  it('shows less to those who see less', async () => {
    const { body: overview } = await world.get('/overview', 'blind');
    expect(overview.services).toBe(1);
    const { body: services } = await world.get('/services', 'blind');
    expect(
      services.items.map((item: { entityRef: string }) => item.entityRef),
    ).toEqual(['component:default/ledger']);
    const { body: changes } = await world.get('/changes', 'blind');
    expect(changes.items).toEqual([]);
    const { body: summaries } = await world.post(
      '/summaries/by-query',
      { entityRefs: ['component:default/checkout'] },
      'blind',
    );
    expect(summaries.items).toEqual([null]);
  });

  it('has the public keys open, and says what is not there', async () => {
    await world.get('/jwks.json', 'none').expect(200);
    const missing = await world.get('/nothing').expect(404);
    expect(missing.body.code).toBe('scorecards.route_not_found');
    const rule = await world.get('/rules/GP999').expect(404);
    expect(rule.body.code).toBe('scorecards.rule_not_found');
  });
});
