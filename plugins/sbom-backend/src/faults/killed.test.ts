import { mockServices } from '@backstage/backend-test-utils';
import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';
import { FileDocumentStore } from '@waymark/backstage-plugin-waymark-node';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createStores } from '../database/stores';
import { Retention } from '../tasks/Retention';
import { bom } from '../__testUtils__/documents';
import { descendants, Served } from '../__testUtils__/served';
import {
  makeServedDatabase,
  type ServedDatabase,
  servedDatabaseKinds,
} from '../__testUtils__/database';
import { servedRef } from '../__testUtils__/options';

/** How often a backend is killed; more with WAYMARK_FULL, as CI does. */
const KILLS = process.env.WAYMARK_FULL ? 50 : 12;
const SERVICES = 4;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What a client was told, and what it had sent. */
interface Acknowledged {
  receipt: BomUpload;
  document: string;
  components: number;
}

describe.each(servedDatabaseKinds())('killed during uploads, on %s', kind => {
  let database: ServedDatabase;
  let served: Served;
  let sent = 0;

  const startServed = () =>
    Served.start({
      database: database.config,
      sbom: { documents: { directory: database.documents } },
      services: SERVICES,
      token: 'a-static-token-for-tests',
    });

  beforeAll(async () => {
    database = await makeServedDatabase(kind);
  });

  afterAll(async () => {
    await served?.kill();
    await database?.remove();
  });

  it(
    `loses and halves nothing in ${KILLS} kills`,
    async () => {
      const acknowledged: Acknowledged[] = [];
      const orphans: number[] = [];
      served = await startServed();
      for (let kill = 0; kill < KILLS; kill += 1) {
        const fresh = await killedWhileUploading(momentOf(kill), orphans);
        acknowledged.push(...fresh);
        served = await startServed();
        await expectNothingHalf();
      }
      await expectKept(acknowledged);
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      await served.stop();
      await expectNoOrphans(orphans);
      await expectNoLeftovers();
    },
    KILLS * 20_000,
  );

  /**
   * Moments spread evenly, whatever their number. One in four counts from the
   * start, while analysis warms up; the others from the first receipt.
   */
  function momentOf(kill: number) {
    const share = (kill * 0.618034) % 1;
    return kill % 4 === 0
      ? { warm: false, delay: share * 1_200 }
      : { warm: true, delay: share * 400 };
  }

  async function killedWhileUploading(
    moment: { warm: boolean; delay: number },
    orphans: number[],
  ): Promise<Acknowledged[]> {
    const done: Acknowledged[] = [];
    let first = () => {};
    const warm = new Promise<void>(resolve => {
      first = resolve;
    });
    let running = true;
    const client = async () => {
      while (running) {
        const one = await upload().catch(() => undefined);
        if (!one) {
          return;
        }
        done.push(one);
        first();
      }
    };
    const clients = [client(), client(), client()];
    if (moment.warm) {
      await warm;
    }
    await sleep(moment.delay);
    orphans.push(...(await descendants(served.pid)));
    await served.kill();
    running = false;
    await Promise.all(clients);
    return done;
  }

  /** Every document differs; sizes, services and channels take turns. */
  async function upload(): Promise<Acknowledged> {
    sent += 1;
    const number = sent;
    const components = [30, 400, 1_200, 700][number % 4];
    const document = bom({
      components: Array.from(
        { length: components },
        (_, index) => `lib-${index}@${number}.${index % 9}.0`,
      ),
    });
    const query = new URLSearchParams({
      entityRef: servedRef(number % SERVICES),
      slot: 'source',
      channel: number % 3 ? 'main' : 'release:1',
    });
    const response = await served.fetch(`/boms?${query}`, {
      method: 'POST',
      body: document,
    });
    const receipt = await response.json();
    expect([response.status, receipt.components]).toEqual([201, components]);
    return { receipt, document, components };
  }

  async function expectKept(uploads: Acknowledged[]): Promise<void> {
    for (const { receipt, document, components } of uploads) {
      const found = await json<BomUpload>(`/uploads/${receipt.uploadId}`);
      expect(found).toEqual({ ...receipt, head: expect.any(Boolean) });
      expect(digestOf(document)).toBe(receipt.blobDigest);
      await expectWhole(receipt.uploadId, receipt.blobDigest, components);
    }
  }

  /** Whatever can be seen, acknowledged or not, is whole. */
  async function expectNothingHalf(): Promise<void> {
    for (let index = 0; index < SERVICES; index += 1) {
      const entityRef = servedRef(index);
      const page = await json<{ items: BomUpload[] }>(
        `/uploads?${new URLSearchParams({ entityRef, limit: '3' })}`,
      );
      for (const { uploadId, blobDigest, components } of page.items) {
        await expectWhole(uploadId, blobDigest, components);
      }
    }
    await expectSoundHeads();
  }

  async function expectWhole(
    uploadId: string,
    blobDigest: string,
    components: number,
  ): Promise<void> {
    const page = await json<{ total: number }>(
      `/uploads/${uploadId}/components?limit=1`,
    );
    expect(page.total).toBe(components);
    const response = await served.fetch(`/boms/${blobDigest}`);
    expect(response.status).toBe(200);
    expect(digestOf(Buffer.from(await response.arrayBuffer()))).toBe(
      blobDigest,
    );
  }

  async function expectSoundHeads(): Promise<void> {
    const knex = database.connect();
    try {
      const heads = await knex('head')
        .whereNotNull('head.upload_id')
        .leftJoin('upload', 'upload.id', 'head.upload_id')
        .leftJoin('component_set as kept', 'kept.id', 'head.set_id')
        .select(
          'head.id',
          'head.entity_ref',
          'head.set_id',
          'upload.entity_ref as of',
          'upload.unpinned_at',
          'upload.content_digest as wanted',
          'kept.content_digest as has',
        );
      for (const head of heads) {
        expect(head.of).toBe(head.entity_ref);
        expect(head.has).toBe(head.wanted);
        expect(head.unpinned_at).toBeNull();
        const [{ count }] = await knex('member')
          .where('set_id', head.set_id)
          .whereNotExists(
            knex('usage')
              .where('usage.head_id', head.id)
              .whereRaw('usage.version_id = member.version_id')
              .select(knex.raw('1')),
          )
          .count({ count: '*' });
        expect(Number(count)).toBe(0);
      }
    } finally {
      await knex.destroy();
    }
  }

  /** Analysis processes end when the backend that they serve does. */
  async function expectNoOrphans(pids: number[]): Promise<void> {
    const alive = () => pids.filter(pid => existsSync(`/proc/${pid}`));
    for (let turn = 0; turn < 100 && alive().length; turn += 1) {
      await sleep(100);
    }
    expect(alive()).toEqual([]);
  }

  /** Two hours later, when no lease of a killed upload holds any more. */
  async function expectNoLeftovers(): Promise<void> {
    const knex = database.connect();
    try {
      const now = () => Date.now() + 2 * HOUR;
      const documents = new FileDocumentStore(database.documents);
      await new Retention({
        ...createStores(knex, now),
        config: { documents: 400 * DAY, refusals: 90 * DAY },
        documents,
        logger: mockServices.logger.mock(),
        now,
      }).run();
      const sets = await knex('component_set').pluck('content_digest');
      expect(sets).not.toContain(null);
      const setless = await knex('member')
        .whereNotIn('set_id', knex('component_set').select('id'))
        .limit(1);
      expect(setless).toEqual([]);
      expect(await readdir(join(database.documents, 'staged'))).toEqual([]);
      const stored = new Set<string>();
      for await (const { digest } of documents.list()) {
        stored.add(digest);
      }
      const receipts: string[] = await knex('upload').pluck('blob_digest');
      expect(stored).toEqual(new Set(receipts));
    } finally {
      await knex.destroy();
    }
  }

  async function json<T>(path: string, init?: RequestInit): Promise<T> {
    const response = await served.fetch(path, init);
    const body = await response.json();
    expect([path, response.status, body]).toEqual([path, 200, body]);
    return body;
  }
});

function digestOf(content: string | Buffer): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
