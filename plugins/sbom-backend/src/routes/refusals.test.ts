import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { bom } from '../__testUtils__/documents';
import {
  type Started,
  start,
  testDatabases,
} from '../__testUtils__/testBackend';

jest.setTimeout(60_000);

const databases = testDatabases();

describe.each(databases.eachSupportedId())('refusals on %s', databaseId => {
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
    expect(await started.heads(mine)).toEqual([]);
    const { body } = await started.get(
      '/refusals?entityRef=component:checkout',
    );
    expect(body.items[0]).toMatchObject({
      code,
      slot: mine,
      detail: sent.body.detail,
    });
  });

  it('leaves the service alone when it refuses what is about a pull request', async () => {
    const entityRef = 'component:default/ledger';
    const lastRefusals = async () => {
      const { body: summaries } = await started.post(
        '/summaries/by-query',
        { entityRefs: [entityRef] },
        'developer',
      );
      const { body: coverage } = await started.get(
        '/coverage/services?slot=runtime',
      );
      return [summaries, coverage].map(
        ({ items }) =>
          items.find((item: any) => item.entityRef === entityRef).lastRefusal
            ?.code ?? null,
      );
    };
    await started.upload('{', { entityRef, channel: 'pr' }).expect(400);
    const { body } = await started.get(`/refusals?entityRef=${entityRef}`);
    expect(body.items).toMatchObject([{ channel: 'pr', code: 'sbom.syntax' }]);
    expect(await lastRefusals()).toEqual([null, null]);

    await started.upload('{"a":1}', { entityRef }).expect(415);
    await started.upload('{', { entityRef, channel: 'pr' }).expect(400);
    await started.upload(good, { entityRef, channel: 'pr' }).expect(201);
    expect(await lastRefusals()).toEqual(['sbom.format', 'sbom.format']);

    await started.upload(good, { entityRef, slot: 'image' }).expect(201);
    expect(await lastRefusals()).toEqual([null, null]);
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

  it.each([
    [
      'commit=xyz',
      'commit: write a commit hash of 7 to 64 hexadecimal digits, such as 3f2c1ab.',
    ],
    ['comit=3f2c1ab', 'There is no parameter "comit". Did you mean commit?'],
    [
      'unknown=1',
      expect.stringMatching(
        /^There is no parameter "unknown"\. Those of this route are entityRef, slot, .*, mode\.$/,
      ),
    ],
    ['mode=lax', 'mode: write tolerant or strict.'],
    ['ref=', 'ref: write at least 1 character.'],
    [
      'effectiveAt=yesterday',
      'effectiveAt: write an ISO 8601 time with its zone, such as 2026-01-31T12:00:00Z.',
    ],
    ['runUrl=javascript:alert(1)', 'runUrl: write an http or https URL.'],
    ['slot=Image', expect.stringMatching(/^slot: write source, image, /)],
    ['channel=prod', expect.stringMatching(/^channel: write pr, main, /)],
    ['ref=a&ref=b', 'ref: write it only once.'],
  ])('says what is legal instead of %s', async (query, detail) => {
    const { body } = await started.post(
      `/boms?entityRef=component:checkout&${query}`,
      good,
      'machine',
    );
    expect(body.detail).toEqual(detail);
    expect(body.code).toBe('sbom.query');
  });

  it('says what is legal on routes that list', async () => {
    const detail = async (path: string) =>
      (await started.get(path)).body.detail;
    expect(await detail('/uploads')).toBe('entityRef: it is needed.');
    expect(
      await detail('/refusals?entityRef=component:checkout&limit=501'),
    ).toBe('limit: write at most 500.');
    expect(
      await detail('/uploads?entityRef=component:checkout&limit=many'),
    ).toBe('limit: write a number.');
    expect(
      await detail('/uploads?entityRef=component:checkout&limit=1.5'),
    ).toBe('limit: write a whole number.');
    const { body } = await started.post('/validate?mode=strict', good, 'ci');
    expect(body.detail).toBe(
      'There is no parameter "mode". This route takes none.',
    );
  });

  it('says that a body is empty', async () => {
    const { body } = await started.upload('', { slot: slot() });
    expect(body).toMatchObject({
      code: 'sbom.syntax',
      detail: 'The body is empty.',
    });
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
    expect(await started.heads(mine)).toEqual([]);
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
});
