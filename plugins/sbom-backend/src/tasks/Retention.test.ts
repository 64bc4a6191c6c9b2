import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import {
  metricsServiceMock,
  tracingServiceMock,
} from '@backstage/backend-test-utils/alpha';
import { ConfigReader } from '@backstage/config';
import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { Knex } from 'knex';
import { bom } from '../__testUtils__/documents';
import { testDatabases } from '../__testUtils__/testBackend';
import { readConfig } from '../config';
import { openDatabase } from '../database/openDatabase';
import { createServices, type Services } from '../services';
import type { UploadRequest } from '../uploads/types';

jest.setTimeout(60_000);

const DAY = 24 * 3_600_000;
const databases = testDatabases();

describe.each(databases.eachSupportedId())('retention on %s', databaseId => {
  let directory: string;
  let knex: Knex;
  let services: Services;
  let now: number;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'waymark-retention-'));
    knex = await databases.init(databaseId);
    now = Date.now();
    await openDatabase(mockServices.database({ knex }));
    services = create();
  });
  afterEach(async () => {
    await services.analyser.close();
    await rm(directory, { recursive: true, force: true });
  });

  function create(sbom: Record<string, unknown> = {}): Services {
    const config = readConfig(
      new ConfigReader({
        sbom: { ...sbom, documents: { directory } },
      } as ConstructorParameters<typeof ConfigReader>[0]),
    );
    const platform = {
      auditor: mockServices.auditor.mock(),
      auth: mockServices.auth(),
      catalog: catalogServiceMock(),
      httpAuth: mockServices.httpAuth(),
      logger: mockServices.logger.mock(),
      metrics: metricsServiceMock.mock(),
      permissions: mockServices.permissions(),
      tracing: tracingServiceMock.mock(),
    };
    return createServices(config, knex, platform, () => now);
  }

  async function upload(content: string, more: Partial<UploadRequest> = {}) {
    const body = Object.assign(Readable.from([Buffer.from(content)]), {
      headers: {},
    }) as unknown as IncomingMessage;
    const { receipt } = await services.uploadService.upload(body, {
      entityRef: 'component:default/checkout',
      slot: 'source',
      channel: 'main',
      commit: null,
      ref: null,
      imageDigest: null,
      runUrl: null,
      commitTime: null,
      deploymentId: null,
      importedAt: null,
      strict: false,
      principal: 'user:default/mock',
      ...more,
    });
    return receipt;
  }

  const kept = async () => {
    const found: string[] = [];
    for await (const { digest } of services.documents.list()) {
      found.push(digest);
    }
    return found.sort();
  };
  const count = async (table: string) =>
    Number((await knex(table).count({ n: '*' }).first())!.n);

  it('keeps what a head points at, and the rest for its period', async () => {
    const first = await upload(bom({ components: ['a@1.0.0', 'b@1.0.0'] }));
    now += DAY;
    const second = await upload(bom({ components: ['a@2.0.0'] }));
    now += 400 * DAY;
    await services.retention.run();
    expect(await kept()).toEqual([first.blobDigest, second.blobDigest].sort());
    now += 2;
    await services.retention.run();
    expect(await kept()).toEqual([second.blobDigest]);
    expect(await count('component_set')).toBe(1);
    expect(await count('member')).toBe(1);
    expect(await count('document')).toBe(1);
    // Receipts stay; what is gone says so.
    expect(await count('upload')).toBe(2);
    const row = await services.uploads.byId(first.uploadId);
    await expect(
      services.componentService.list(row!, { limit: 10 }),
    ).rejects.toMatchObject({ status: 404, code: 'sbom.bom_not_found' });
    now += 10_000 * DAY;
    await services.retention.run();
    expect(await kept()).toEqual([second.blobDigest]);
  });

  it('keeps a document that another head shares', async () => {
    const content = bom({ components: ['a@1.0.0'] });
    const shared = await upload(content);
    await upload(content, { entityRef: 'component:default/ledger' });
    await upload(bom({ components: ['a@2.0.0'] }));
    now += 1000 * DAY;
    await services.retention.run();
    expect(await kept()).toContain(shared.blobDigest);
    expect(await count('member')).toBe(2);
  });

  it('takes a document again that it had removed', async () => {
    const old = bom({ components: ['a@1.0.0'] });
    await upload(old);
    await upload(bom({ components: ['a@2.0.0'] }));
    now += 500 * DAY;
    await services.retention.run();
    const again = await upload(old, { commit: 'abcdef1' });
    expect(await kept()).toContain(again.blobDigest);
    const row = await services.uploads.byId(again.uploadId);
    const page = await services.componentService.list(row!, { limit: 10 });
    expect(page.total).toBe(1);
  });

  it('keeps everything when it is told to', async () => {
    await services.analyser.close();
    services = create({ retention: { documents: 'forever' } });
    await upload(bom({ components: ['a@1.0.0'] }));
    await upload(bom({ components: ['a@2.0.0'] }));
    now += 30_000 * DAY;
    await services.retention.run();
    expect(await kept()).toHaveLength(2);
    expect(await count('component_set')).toBe(2);
  });

  it('removes old refusals in batches, and only those', async () => {
    const refusal = (at: number) =>
      services.refusals.insert({
        at,
        entity_ref: 'component:default/checkout',
        slot: 'source',
        channel: 'main',
        commit_sha: null,
        run_url: null,
        principal: 'user:default/mock',
        code: 'sbom.syntax',
        detail: 'x',
      });
    for (let index = 0; index < 205; index += 1) {
      await refusal(now - 91 * DAY);
    }
    await refusal(now - 89 * DAY);
    await services.retention.run();
    expect(await count('refusal')).toBe(1);
  });

  it('removes what a crash left behind, once its time is over', async () => {
    await upload(bom({ components: ['a@1.0.0'] }));
    // A set half-way, a document that no receipt names, a staged file.
    await knex('component_set').insert({ lease_until: now + 1000 });
    const { id } = (await knex('component_set').max('id as id').first())!;
    const version = await knex('package_version').first('id');
    await knex('member').insert({
      set_id: id,
      ordinal: 0,
      version_id: version.id,
      type: 'library',
      name: 'a',
      licences: '[]',
      scope: 'required',
    });
    const staged = await services.documents.stage(
      (async function* content() {
        yield Buffer.from('orphan');
      })(),
      { maxBytes: 100 },
    );
    await services.index.reserve(staged.digest, staged.size);
    await staged.commit();
    const forgotten = join(directory, 'staged', 'forgotten');
    await writeFile(forgotten, 'x');

    await services.retention.run();
    expect(await count('component_set')).toBe(2);
    expect(await kept()).toHaveLength(2);

    now += DAY;
    await utimes(forgotten, 0, 0);
    await services.retention.run();
    expect(await count('component_set')).toBe(1);
    expect(await count('member')).toBe(1);
    expect(await kept()).toHaveLength(1);
    expect(await readdir(join(directory, 'staged'))).toEqual([]);
  });

  it('removes usage that an interrupted upload left, which nobody sees', async () => {
    await upload(bom({ components: ['a@1.0.0', 'b@1.0.0'] }));
    await upload(bom({ components: ['a@1.0.0', 'c@1.0.0'] }));
    expect(await count('usage')).toBe(2);
    const left = await knex('package_version')
      .where('purl', 'pkg:npm/b@1.0.0')
      .first('id');
    const { id } = await knex('head').first('id');
    await services.heads.lease(id);
    await knex('usage').insert({ version_id: left.id, head_id: id });

    const shippers = async (purl: string) => {
      const page = await services.usageService.list(
        { purl, limit: 10 },
        mockCredentials.service(),
      );
      return page.items.length;
    };
    expect(await shippers('pkg:npm/b')).toBe(0);
    expect(await shippers('pkg:npm/c')).toBe(1);
    await services.retention.run();
    expect(await count('usage')).toBe(3);
    now += DAY;
    await services.retention.run();
    expect(await count('usage')).toBe(2);
    expect(await shippers('pkg:npm/c')).toBe(1);
  });

  it('stops when it is told to, and goes on the next time', async () => {
    await upload(bom({ components: ['a@1.0.0'] }));
    await upload(bom({ components: ['a@2.0.0'] }));
    now += 500 * DAY;
    await expect(
      services.retention.run(AbortSignal.abort(new Error('stop'))),
    ).rejects.toThrow('stop');
    expect(await kept()).toHaveLength(2);
    await services.retention.run();
    expect(await kept()).toHaveLength(1);
  });
});
