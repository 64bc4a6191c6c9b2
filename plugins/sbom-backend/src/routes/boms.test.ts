import { createHash, randomBytes } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { bom } from '../__testUtils__/documents';
import { type Started, start, testDatabases } from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('boms on %s', databaseId => {
  let started: Started;
  let serial = 0;

  beforeAll(async () => {
    started = await start({
      databases,
      databaseId,
      config: { maxBytes: 3_000_000 },
    });
  });
  afterAll(() => started.stop());

  /** Every test has a slot of its own, so that they may run in any order. */
  function slot(): string {
    serial += 1;
    return `image:t${serial}`;
  }

  async function heads(slotName: string) {
    const { body } = await started.post('/summaries/by-query', {
      entityRefs: ['component:default/checkout'],
    });
    return body.items[0].heads.filter(
      (head: { slot: string }) => head.slot === slotName,
    );
  }

  async function bytesOf(digest: string): Promise<Buffer> {
    const response = await started
      .get(`/boms/${digest}`)
      .buffer(true)
      .parse((res, done) => {
        const chunks: Buffer[] = [];
        res.on('data', chunk => chunks.push(chunk));
        res.on('end', () => done(null, Buffer.concat(chunks)));
      });
    expect(response.status).toBe(200);
    expect(response.headers['content-disposition']).toMatch(/^attachment;/);
    expect(response.headers['x-content-type-options']).toBe('nosniff');
    return response.body;
  }

  it('answers with a receipt and shows the upload everywhere', async () => {
    const mine = slot();
    const content = bom({ components: ['a@1.0.0', '@scope/b@2.0.0'] });
    const { status, body, headers } = await started.upload(content, {
      entityRef: 'component:checkout',
      slot: mine,
      commit: '3F2C1AB',
      ref: 'main',
      runUrl: 'https://ci.example.com/1',
    });
    expect(status).toBe(201);
    expect(headers.location).toBe(`uploads/${body.uploadId}`);
    expect(body).toMatchObject({
      entityRef: 'component:default/checkout',
      slot: mine,
      channel: 'main',
      commit: '3f2c1ab',
      principal: 'external:machine',
      components: 2,
      direct: 2,
      unchanged: false,
      head: true,
      imported: false,
      issueCount: 0,
      blobDigest: `sha256:${createHash('sha256')
        .update(content)
        .digest('hex')}`,
    });
    expect((await started.get(`/uploads/${body.uploadId}`)).body).toEqual(body);
    const list = await started.get(
      `/uploads?entityRef=component:checkout&slot=${mine}`,
    );
    expect(list.body).toEqual({ items: [body], nextCursor: null });
    const components = await started.get(
      `/uploads/${body.uploadId}/components?q=SCOPE`,
    );
    expect(components.body).toMatchObject({
      total: 1,
      items: [{ purl: 'pkg:npm/%40scope/b@2.0.0', direct: true }],
    });
    expect(await heads(mine)).toEqual([
      expect.objectContaining({ uploadId: body.uploadId, sinceLast: null }),
    ]);
    expect((await bytesOf(body.blobDigest)).toString()).toBe(content);
  });

  it('answers an exact repeat with the same receipt', async () => {
    const query = { slot: slot(), commit: 'abcdef1' };
    const content = bom({ components: ['a@1.0.0'] });
    const first = await started.upload(content, query);
    const again = await started.upload(content, query);
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    const other = await started.upload(content, {
      ...query,
      commit: '1234567',
    });
    expect(other.status).toBe(201);
    expect(other.body.uploadId).not.toBe(first.body.uploadId);
  });

  it('tells equal content in new bytes', async () => {
    const mine = slot();
    const components = ['a@1.0.0', 'b@1.0.0'];
    const first = await started.upload(bom({ components }), { slot: mine });
    const second = await started.upload(
      bom({
        components: [...components].reverse(),
        serialNumber: 'urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79',
        timestamp: new Date().toISOString(),
      }),
      { slot: mine },
    );
    expect(second.status).toBe(201);
    expect(second.body.unchanged).toBe(true);
    expect(second.body.contentDigest).toBe(first.body.contentDigest);
    expect(second.body.blobDigest).not.toBe(first.body.blobDigest);
    expect(await heads(mine)).toEqual([
      expect.objectContaining({
        sinceLast: {
          fromUploadId: first.body.uploadId,
          added: 0,
          removed: 0,
          changed: 0,
        },
      }),
    ]);
  });

  it('counts what changed since the head before', async () => {
    const mine = slot();
    const first = await started.upload(
      bom({ components: ['a@1.0.0', 'b@1.0.0', 'b@2.0.0', 'c@1.0.0'] }),
      { slot: mine },
    );
    const second = await started.upload(
      bom({ components: ['a@1.0.1', 'b@1.0.0', 'd@1.0.0'] }),
      { slot: mine },
    );
    const [{ sinceLast }] = await heads(mine);
    expect(sinceLast).toEqual({
      fromUploadId: first.body.uploadId,
      added: 1,
      removed: 1,
      changed: 2,
    });
    const { body } = await started.get(
      `/diff?from=${first.body.uploadId}&to=${second.body.uploadId}`,
    );
    expect(body.counts).toEqual({ added: 1, removed: 1, changed: 2 });
    expect(body.changed).toEqual([
      expect.objectContaining({ name: 'a', from: ['1.0.0'], to: ['1.0.1'] }),
      expect.objectContaining({
        name: 'b',
        from: ['1.0.0', '2.0.0'],
        to: ['1.0.0'],
      }),
    ]);
  });

  it('stores an upload that comes late, and leaves the head', async () => {
    const mine = slot();
    const newer = await started.upload(bom({ components: ['a@2.0.0'] }), {
      slot: mine,
      commitTime: '2026-03-02T00:00:00Z',
    });
    const late = await started.upload(bom({ components: ['a@1.0.0'] }), {
      slot: mine,
      commitTime: '2026-03-01T00:00:00+02:00',
    });
    expect(late.status).toBe(201);
    expect(late.body.head).toBe(false);
    expect(late.body.effectiveAt).toBe('2026-02-28T22:00:00.000Z');
    expect((await heads(mine))[0].uploadId).toBe(newer.body.uploadId);
    const { body } = await started.get(
      `/uploads?entityRef=component:checkout&slot=${mine}`,
    );
    expect(
      body.items.map((item: { uploadId: string }) => item.uploadId),
    ).toEqual([newer.body.uploadId, late.body.uploadId]);
  });

  it('goes by the version of one serial number before any time', async () => {
    const mine = slot();
    const serialNumber = 'urn:uuid:1e671687-395b-41f5-a30f-a58921a69b79';
    const send = (version: number, timestamp: string) =>
      started.upload(
        bom({
          components: [`a@${version}.0.0`],
          serialNumber,
          version,
          timestamp,
        }),
        { slot: mine },
      );
    await send(2, '2026-01-01T00:00:00Z');
    const lower = await send(1, '2026-02-01T00:00:00Z');
    const higher = await send(3, '2025-12-01T00:00:00Z');
    expect([lower.body.head, higher.body.head]).toEqual([false, true]);
  });

  it('never dates an upload after its receipt', async () => {
    const { body } = await started.upload(
      bom({ components: ['a@1.0.0'], timestamp: '2999-01-01T00:00:00Z' }),
      { slot: slot() },
    );
    expect(body.generatedAt).toBe('2999-01-01T00:00:00.000Z');
    expect(body.effectiveAt).toBe(body.receivedAt);
  });

  it('moves a deployed head by deployments, back to an older one too', async () => {
    const mine = slot();
    const channel = 'deployed:prod';
    const a = bom({
      components: ['a@1.0.0'],
      timestamp: '2026-01-01T00:00:00Z',
    });
    const b = bom({
      components: ['a@2.0.0'],
      timestamp: '2026-02-01T00:00:00Z',
    });
    const missing = await started.upload(a, { slot: mine, channel });
    expect([missing.status, missing.body.code]).toEqual([400, 'sbom.query']);
    const deploy = async (content: string, deploymentId: string) =>
      started.upload(content, { slot: mine, channel, deploymentId });
    await deploy(a, '1');
    await deploy(b, '2');
    const back = await deploy(a, '3');
    expect([back.status, back.body.head]).toEqual([201, true]);
    expect((await deploy(a, '3')).status).toBe(200);
    expect((await heads(mine))[0].uploadId).toBe(back.body.uploadId);
  });

  it('marks history that comes in with the import permission', async () => {
    const { body } = await started.upload(
      bom({ components: ['a@1.0.0'] }),
      { slot: slot(), effectiveAt: '2026-01-05T00:00:00Z' },
      'importer',
    );
    expect(body).toMatchObject({
      imported: true,
      effectiveAt: '2026-01-05T00:00:00.000Z',
      principal: 'external:importer',
    });
  });

  it.each([
    ['gzip', gzipSync],
    ['zstd', zstdCompressSync],
  ])('undoes one layer of %s', async (encoding, compress) => {
    const content = bom({ components: [`a-${encoding}@1.0.0`] });
    const sent = await started
      .upload(compress(Buffer.from(content)), { slot: slot() })
      .set('content-encoding', encoding);
    expect(sent.status).toBe(201);
    expect((await bytesOf(sent.body.blobDigest)).toString()).toBe(content);
  });

  it('takes XML, whatever the content type says', async () => {
    const content = `<?xml version="1.0"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.5" version="1"><components>
<component type="library"><name>a</name><version>1</version>
<purl>pkg:npm/a@1</purl></component></components></bom>`;
    const sent = await started.upload(content, { slot: slot() });
    expect(sent.status).toBe(201);
    expect(sent.body).toMatchObject({ format: 'xml', specVersion: '1.5' });
  });

  const bomb = gzipSync(Buffer.alloc(2_500_000));
  const good = bom({ components: ['a@1.0.0'] });

  it.each([
    ['no JSON', '{', {}, 400, 'sbom.syntax'],
    ['no body', '', {}, 400, 'sbom.syntax'],
    ['another format', '{"a":1}', {}, 415, 'sbom.format'],
    ['an encoding', good, { 'content-encoding': 'br' }, 415, 'sbom.encoding'],
    [
      'two encodings',
      good,
      { 'content-encoding': 'gzip, gzip' },
      415,
      'sbom.encoding',
    ],
    [
      'no gzip',
      good,
      { 'content-encoding': 'gzip' },
      400,
      'sbom.encoding_corrupt',
    ],
    [
      'half of a gzip',
      gzipSync(randomBytes(5000)).subarray(0, 4000),
      { 'content-encoding': 'gzip' },
      400,
      'sbom.encoding_corrupt',
    ],
    ['a bomb', bomb, { 'content-encoding': 'gzip' }, 413, 'sbom.ratio'],
    ['too many bytes', Buffer.alloc(3_000_001, ' '), {}, 413, 'sbom.too_large'],
    [
      'a DOCTYPE',
      '<!DOCTYPE bom><bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>',
      {},
      400,
      'sbom.doctype',
    ],
    [
      'an unsound root',
      '{"bomFormat":"CycloneDX","specVersion":"1.6","components":{}}',
      {},
      422,
      'sbom.root_unsound',
    ],
  ])('refuses %s', async (_, content, headers, status, code) => {
    const mine = slot();
    const sent = await started.upload(content, { slot: mine }).set(headers);
    expect([sent.status, sent.body.code]).toEqual([status, code]);
    expect(sent.type).toBe('application/problem+json');
    expect(await heads(mine)).toEqual([]);
    const { body } = await started.get(
      '/refusals?entityRef=component:checkout',
    );
    expect(body.items[0]).toMatchObject({
      code,
      slot: mine,
      detail: sent.body.detail,
    });
  });

  it.each([
    ['slot=nonsense'],
    ['channel=deployed'],
    ['commit=xyz'],
    ['runUrl=javascript:alert(1)'],
    ['unknown=1'],
    ['effectiveAt=yesterday'],
    ['entityRef='],
  ])('refuses the query %s', async query => {
    const { status, body } = await started.post(
      `/boms?entityRef=component:checkout&${query}`,
      good,
      'machine',
    );
    expect([status, body.code]).toEqual([400, 'sbom.query']);
  });

  it('names the entity that was meant', async () => {
    const { status, body } = await started.upload(good, {
      entityRef: 'component:chekout',
    });
    expect([status, body.code]).toEqual([404, 'sbom.entity_not_found']);
    expect(body.hint).toBe('Did you mean component:default/checkout?');
  });

  const invalid = JSON.stringify({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    components: [{ type: 'no-such-type', name: 'a' }],
  });

  it('stores an invalid document in tolerant mode and lists why', async () => {
    const { status, body } = await started.upload(invalid, { slot: slot() });
    expect(status).toBe(201);
    expect(body.issueCount).toBeGreaterThan(0);
    expect(body.issues[0].pointer).toBe('/components/0/type');
  });

  it('refuses it in strict mode, the second time too', async () => {
    const mine = slot();
    await started.upload(invalid, { slot: slot(), commit: 'abcdef2' });
    for (const commit of ['abcdef3', 'abcdef4']) {
      const { status, body } = await started.upload(invalid, {
        slot: mine,
        commit,
        mode: 'strict',
      });
      expect([status, body.code]).toEqual([422, 'sbom.invalid']);
      expect(body.issues[0].pointer).toBe('/components/0/type');
    }
    expect(await heads(mine)).toEqual([]);
  });

  it('validates and keeps nothing', async () => {
    const ok = await started.post('/validate', good, 'ci');
    expect(ok.body).toEqual({
      valid: true,
      format: 'json',
      specVersion: '1.6',
      issues: [],
      issueCount: 0,
    });
    const bad = await started.post('/validate', invalid, 'ci');
    expect([bad.status, bad.body.valid]).toEqual([200, false]);
    const none = await started.post('/validate', '[', 'ci');
    expect([none.status, none.body.code]).toEqual([400, 'sbom.syntax']);
  });

  it('keeps one head when uploads race', async () => {
    const mine = slot();
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        started.upload(bom({ components: ['a@1.0.0', `b@${index % 4}.0.0`] }), {
          slot: mine,
          commit: `abcde${10 + index}`,
        }),
      ),
    );
    expect(answers.map(answer => answer.status)).toEqual(Array(12).fill(201));
    const current = await heads(mine);
    expect(current).toHaveLength(1);
    const { body } = await started.get(
      `/uploads?entityRef=component:checkout&slot=${mine}`,
    );
    expect(body.items).toHaveLength(12);
    expect(body.items.filter((item: { head: boolean }) => item.head)).toEqual([
      expect.objectContaining({ uploadId: current[0].uploadId }),
    ]);
  });

  it('gives one receipt when the same upload races with itself', async () => {
    const mine = slot();
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        started.upload(bom({ components: ['z@1.0.0'] }), { slot: mine }),
      ),
    );
    const ids = new Set(answers.map(answer => answer.body.uploadId));
    expect(ids.size).toBe(1);
    expect(answers.filter(answer => answer.status === 201)).toHaveLength(1);
  });

  it('pages through receipts', async () => {
    const mine = slot();
    for (let index = 0; index < 5; index += 1) {
      await started.upload(bom({ components: [`p@${index}.0.0`] }), {
        slot: mine,
        commitTime: `2026-01-0${(index % 3) + 1}T00:00:00Z`,
      });
    }
    const seen: string[] = [];
    let cursor = '';
    do {
      const { body } = await started.get(
        `/uploads?entityRef=component:checkout&slot=${mine}&limit=2${cursor}`,
      );
      seen.push(
        ...body.items.map((item: { uploadId: string }) => item.uploadId),
      );
      cursor = body.nextCursor && `&cursor=${body.nextCursor}`;
    } while (cursor);
    expect(new Set(seen).size).toBe(5);
    const forged = await started.get(
      '/uploads?entityRef=component:checkout&cursor=Zm9yZ2Vk',
    );
    expect([forged.status, forged.body.code]).toEqual([400, 'sbom.query']);
  });
});
