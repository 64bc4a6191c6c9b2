import { bom } from '../__testUtils__/documents';
import {
  type Started,
  start,
  testDatabases,
} from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('heads on %s', databaseId => {
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
    const [{ sinceLast }] = await started.heads(mine);
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
    expect((await started.heads(mine))[0].uploadId).toBe(newer.body.uploadId);
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
    expect((await started.heads(mine))[0].uploadId).toBe(back.body.uploadId);
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
    const current = await started.heads(mine);
    expect(current).toHaveLength(1);
    const { body } = await started.get(
      `/uploads?entityRef=component:checkout&slot=${mine}`,
    );
    expect(body.items).toHaveLength(12);
    expect(body.items.filter((item: { head: boolean }) => item.head)).toEqual([
      expect.objectContaining({ uploadId: current[0].uploadId }),
    ]);
  });
});
