import { bom } from '../__testUtils__/documents';
import {
  type Started,
  start,
  testDatabases,
} from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('search on %s', databaseId => {
  let started: Started;

  beforeAll(async () => {
    started = await start({ databases, databaseId });
    const now = new Date().toISOString();
    const send = (entityRef: string, content: string, query = {}) =>
      started.upload(content, { entityRef, ...query }).expect(201);
    await send(
      'component:checkout',
      bom({ components: ['undici@5.0.0', 'once-there@1.0.0'], timestamp: now }),
    );
    await send(
      'component:checkout',
      bom({
        components: ['http-kit@2.4.0', 'undici@6.19.8', '@scope/tool@1.0.0'],
        dependsOn: {
          root: ['http-kit@2.4.0', '@scope/tool@1.0.0'],
          'http-kit@2.4.0': ['undici@6.19.8'],
        },
      }),
    );
    await send('component:checkout', bom({ components: ['undici@6.20.0'] }), {
      slot: 'image',
      channel: 'deployed:prod',
      deploymentId: '1',
    });
    await send(
      'component:ledger',
      bom({ components: ['undici@6.21.3', 'undici-types@6.19.8'] }),
      { effectiveAt: '2026-01-01T00:00:00Z' },
    );
    await send(
      'component:tool',
      bom({ components: ['undici@6.18.0_p1', 'only-in-pr@1.0.0'] }),
    );
    await send('component:ledger', bom({ components: ['only-in-pr@2.0.0'] }), {
      channel: 'pr',
    });
  });
  afterAll(() => started.stop());

  const packages = async (query: Record<string, string>) => {
    const { body, status } = await started.get(
      `/packages?${new URLSearchParams(query)}`,
    );
    expect(status).toBe(200);
    return body;
  };
  const usages = async (query: Record<string, string>) => {
    const { body, status } = await started.get(
      `/components?${new URLSearchParams(query)}`,
    );
    expect(status).toBe(200);
    return body;
  };

  it('finds a package by its exact name first, then by how names begin', async () => {
    const found = await packages({ q: 'Undici' });
    expect(found.query).toMatchObject({ name: 'Undici', packageKey: null });
    expect(found.items).toMatchObject([
      {
        packageKey: 'pkg:npm/undici',
        services: 3,
        owners: 2,
        deployed: 1,
        versionCount: 4,
        unordered: [],
      },
      { packageKey: 'pkg:npm/undici-types', services: 1 },
    ]);
    expect(found.basis).toEqual({ services: 2, fresh: 1, stale: 1, none: 0 });
  });

  it('counts versions in a range, and names those that nobody can order', async () => {
    const found = await packages({ q: 'undici@<6.21.1' });
    expect(found.query).toMatchObject({ name: 'undici', range: '<6.21.1' });
    expect(found.items[0]).toMatchObject({
      packageKey: 'pkg:npm/undici',
      services: 1,
      versionCount: 2,
      unordered: ['6.18.0_p1'],
    });
    expect(found.items[0].versions).toEqual(
      expect.arrayContaining([
        { version: '6.19.8', services: 1 },
        { version: '6.20.0', services: 1 },
      ]),
    );
  });

  it.each([
    ['pkg:npm/undici@6.20.0', 1],
    ['undici@6.20.0', 1],
    ['undici@v6.20.0', 1],
    ['pkg:npm/undici@vers:npm/>=6.20.0|<7', 2],
    ['@scope/tool', 1],
    ['tool@1.0.0', 1],
    ['pkg:npm/%40scope/tool', 1],
    ['pkg:npm/@scope/tool@>=1', 1],
    ['scope/tool', 0],
    ['once-there', 0],
    ['pkg:pypi/undici', 0],
    ['%', 0],
  ])('reads %s', async (q, services) => {
    const { items } = await packages({ q });
    const shippers = items
      .filter((item: { name: string }) => item.name !== 'undici-types')
      .reduce(
        (sum: number, item: { services: number }) => sum + item.services,
        0,
      );
    expect(shippers).toBe(services);
  });

  it('leaves pull requests out unless asked for', async () => {
    expect((await packages({ q: 'only-in-pr' })).items).toMatchObject([
      { versions: [{ version: '1.0.0', services: 1 }] },
    ]);
    expect(
      (await packages({ q: 'only-in-pr', channels: 'pr,main' })).items,
    ).toMatchObject([{ versionCount: 2 }]);
  });

  it('filters by what the catalog knows of services', async () => {
    const services = async (query: Record<string, string>) =>
      (await packages({ q: 'pkg:npm/undici', ...query })).items[0]?.services ??
      0;
    expect(await services({ owner: 'group:default/finance' })).toBe(1);
    expect(await services({ owner: 'finance' })).toBe(1);
    expect(await services({ system: 'system:default/shop' })).toBe(1);
    expect(await services({ lifecycle: 'experimental' })).toBe(1);
    expect(await services({ tier: '1' })).toBe(1);
    expect(await services({ tier: '9' })).toBe(0);
  });

  it('says who ships it, by which way, and how fresh that is', async () => {
    const { items } = await usages({
      purl: 'pkg:npm/undici',
      range: '<6.21.1',
    });
    expect(items).toMatchObject([
      {
        entityRef: 'component:default/checkout',
        owner: 'group:default/payments',
        channel: 'main',
        state: 'fresh',
        inRange: true,
        component: { version: '6.19.8', direct: false },
        via: { name: 'http-kit', version: '2.4.0' },
      },
      {
        entityRef: 'component:default/checkout',
        slot: 'image',
        channel: 'deployed:prod',
        component: { version: '6.20.0', direct: true },
        via: null,
      },
      {
        entityRef: 'component:default/tool',
        component: { version: '6.18.0_p1' },
        inRange: null,
      },
    ]);
    const all = await usages({ purl: 'pkg:npm/undici' });
    expect(all.items).toHaveLength(4);
    expect(all.items).toContainEqual(
      expect.objectContaining({
        entityRef: 'component:default/ledger',
        state: 'stale',
        inRange: true,
      }),
    );
  });

  it('pages through usages and packages', async () => {
    const refs: string[] = [];
    let cursor: string | null = null;
    do {
      const page: { items: Array<{ uploadId: string }>; nextCursor: string } =
        await usages({
          purl: 'pkg:npm/undici',
          limit: '1',
          ...(cursor && { cursor }),
        });
      refs.push(...page.items.map(item => item.uploadId));
      cursor = page.nextCursor;
    } while (cursor);
    expect(new Set(refs).size).toBe(4);
    const first = await packages({ q: 'undici', limit: '1' });
    const second = await packages({
      q: 'undici',
      limit: '1',
      cursor: first.nextCursor,
    });
    expect(second.items[0].packageKey).toBe('pkg:npm/undici-types');
    expect(second.nextCursor).toBeNull();
  });

  it.each([
    '/packages?q=undici%40%3C%3C1',
    '/packages?q=undici&cursor=AAAA',
    '/components?purl=undici',
    '/components?purl=pkg:npm/undici&range=%3E',
    '/components?purl=pkg:npm/undici&limit=0',
    '/coverage?slot=x',
    '/coverage/services?state=old',
  ])('refuses %s', async path => {
    const { status, body } = await started.get(path);
    expect([status, body.code]).toEqual([400, 'sbom.query']);
  });

  it('tells coverage by owner, worst first, with reasons and a trend', async () => {
    await started.upload('{', { entityRef: 'component:ledger' }).expect(400);
    const { body } = await started.get('/coverage');
    expect(body.totals).toEqual({
      services: 2,
      fresh: 1,
      stale: 1,
      none: 0,
      uploadedOnce: 2,
      freshDeployed: 1,
    });
    expect(body.owners).toMatchObject([
      { owner: 'group:default/finance', fresh: 0, stale: 1 },
      { owner: 'group:default/payments', fresh: 1 },
    ]);
    expect(body.reasons).toEqual({ never: 0, refused: 1, silent: 0 });
    expect(body.trend).toHaveLength(13);
    expect(body.trend[12]).toMatchObject({
      uploadedOnce: 2,
      fresh: 1,
      freshDeployed: 1,
    });
    const { body: services } = await started.get('/coverage/services?limit=1');
    expect(services.items).toMatchObject([
      {
        entityRef: 'component:default/ledger',
        state: 'stale',
        reason: 'refused',
        lastRefusal: { code: 'sbom.syntax' },
      },
    ]);
    const { body: rest } = await started.get(
      `/coverage/services?limit=1&cursor=${services.nextCursor}`,
    );
    expect(rest).toMatchObject({
      items: [{ entityRef: 'component:default/checkout', reason: null }],
      nextCursor: null,
    });
    const { body: runtime } = await started.get(
      '/coverage/services?slot=runtime&state=none',
    );
    expect(runtime.items).toHaveLength(2);
  });

  it('calls no component transitive that the graph does not reach', async () => {
    const { body } = await started.upload(
      bom({
        components: ['a@1.0.0', 'b@1.0.0'],
        dependsOn: { root: [], 'a@1.0.0': ['b@1.0.0'] },
      }),
      { channel: 'release:unreached' },
    );
    expect(body.direct).toBeNull();
    const list = async (relation: string) =>
      (
        await started.get(
          `/uploads/${body.uploadId}/components?relation=${relation}`,
        )
      ).body;
    expect((await list('direct')).total).toBe(0);
    expect((await list('transitive')).total).toBe(0);
    const { items } = await list('unknown');
    expect(items).toMatchObject([{ direct: null }, { direct: null }]);
    const { body: why } = await started.get(
      `/uploads/${body.uploadId}/components/${items[0].id}/paths`,
    );
    expect(why).toMatchObject({ reachable: false, paths: [] });
  });

  it('shows components of an upload by filters, with the way to each', async () => {
    const { body: summaries } = await started.post('/summaries/by-query', {
      entityRefs: ['component:default/checkout'],
    });
    const { uploadId } = summaries.items[0].main;
    const list = async (query: string) =>
      (await started.get(`/uploads/${uploadId}/components?${query}`)).body;
    expect((await list('relation=transitive')).items).toMatchObject([
      { name: 'undici' },
    ]);
    expect((await list('relation=direct')).total).toBe(2);
    expect((await list('licence=MIT')).total).toBe(3);
    expect((await list('licence=none')).total).toBe(0);
    expect((await list('q=%5F')).total).toBe(0);
    const page = await list('limit=2');
    expect(page.items).toHaveLength(2);
    const next = await list(`limit=2&cursor=${page.nextCursor}`);
    expect(next).toMatchObject({ nextCursor: null, total: 3 });
    const { items } = await list('q=undici');
    const { body: paths } = await started.get(
      `/uploads/${uploadId}/components/${items[0].id}/paths`,
    );
    expect(paths.paths).toEqual([
      [
        expect.objectContaining({ name: 'checkout' }),
        expect.objectContaining({ name: 'http-kit', version: '2.4.0' }),
        expect.objectContaining({ name: 'undici', version: '6.19.8' }),
      ],
    ]);
    for (const id of ['99', '-1', 'x', '1e3']) {
      const missing = await started.get(
        `/uploads/${uploadId}/components/${id}/paths`,
      );
      expect([missing.status, missing.body.code]).toEqual([
        404,
        'sbom.upload_not_found',
      ]);
    }
  });
});
