import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { bom } from '../__testUtils__/documents';
import {
  type Started,
  start,
  testDatabases,
} from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('boms on %s', databaseId => {
  let started: Started;
  let serial = 0;

  beforeAll(async () => {
    started = await start({ databases, databaseId });
  });
  afterAll(() => started.stop());

  /** Every test has a slot of its own, so that they may run in any order. */
  function slot(): string {
    serial += 1;
    return `image:t${serial}`;
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
    expect(await started.heads(mine)).toEqual([
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
    expect(await started.heads(mine)).toEqual([
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

  it('takes what was found before for a document with new stamps', async () => {
    const mine = slot();
    const odd = (digits: string, timestamp: string) =>
      bom({
        components: ['a@1.0.0'],
        serialNumber: `urn:uuid:${digits}-395b-41f5-a30f-a58921a69b79`,
        timestamp,
        dependsOn: { root: ['nothing'] },
      }).replace('"MIT"', '"no such licence"');
    const first = await started.upload(
      odd('00000000', '2026-01-01T00:00:00.000Z'),
      { slot: mine },
    );
    const content = odd('11111111', '2026-01-02T00:00:00.000Z');
    const strict = await started.upload(content, {
      slot: mine,
      mode: 'strict',
    });
    const second = await started.upload(content, { slot: mine });
    const changed = await started.upload(content.replace('"a"', '"b"'), {
      slot: mine,
    });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(first.body.issueCount).toBeGreaterThan(1);
    expect(second.body).toEqual({
      ...first.body,
      uploadId: expect.any(String),
      receivedAt: expect.any(String),
      blobDigest: `sha256:${createHash('sha256')
        .update(content)
        .digest('hex')}`,
      serialNumber: 'urn:uuid:11111111-395b-41f5-a30f-a58921a69b79',
      generatedAt: '2026-01-02T00:00:00.000Z',
      effectiveAt: '2026-01-02T00:00:00.000Z',
      unchanged: true,
    });
    expect(strict.status).toBe(422);
    expect(strict.body.issues).toEqual(first.body.issues);
    expect(changed.body.contentDigest).not.toBe(first.body.contentDigest);
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
