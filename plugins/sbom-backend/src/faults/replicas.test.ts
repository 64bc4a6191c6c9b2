import type { BomUpload } from '@waymark/backstage-plugin-sbom-common';
import {
  makeServedDatabase,
  type ServedDatabase,
  servedDatabaseKinds,
} from '../__testUtils__/database';
import { bom } from '../__testUtils__/documents';
import { servedRef } from '../__testUtils__/options';
import { Served } from '../__testUtils__/served';

const SERVICES = 3;
const ROUNDS = 60;
/** Requests at a time, to each of the two. */
const CLIENTS = 6;
const START = Date.UTC(2026, 0, 1);

// Replicas need a database that they can share.
const kinds = servedDatabaseKinds().filter(kind => kind === 'postgresql');
if (!kinds.length) {
  process.stdout.write('Skipped: there is no PostgreSQL for two backends\n');
}
const describeShared = kinds.length ? describe : describe.skip;

describeShared('two backends on one database', () => {
  let database: ServedDatabase;
  let backends: Served[] = [];

  beforeAll(async () => {
    database = await makeServedDatabase('postgresql');
    const start = () =>
      Served.start({
        database: database.config,
        sbom: { documents: { directory: database.documents } },
        services: SERVICES,
        token: 'a-static-token-for-tests',
      });
    // One after the other: the scheduler of the platform makes its own tables,
    // and fails where two do so at once on an empty database.
    backends = [await start(), await start()];
  }, 120_000);

  afterAll(async () => {
    await Promise.all(backends.map(one => one.stop()));
    await database?.remove();
  });

  it('take uploads for the same services and packages side by side', async () => {
    const receipts = new Map<number, BomUpload[]>();
    // Each is sent to both; the later the round, the later the commit.
    const work = backends.flatMap((backend, replica) => {
      const rounds = Array.from({ length: ROUNDS }, (_, round) => round);
      // From both ends, so that they meet, and most are out of order.
      const order = replica ? rounds.reverse() : rounds;
      return Array.from({ length: CLIENTS }, async () => {
        for (
          let round = order.pop();
          round !== undefined;
          round = order.pop()
        ) {
          const receipt = await send(backend, round);
          receipts.set(round, [...(receipts.get(round) ?? []), receipt]);
        }
      });
    });
    await Promise.all(work);

    for (const pair of receipts.values()) {
      // One upload, whoever was asked.
      expect(pair).toHaveLength(2);
      expect(pair[0].uploadId).toBe(pair[1].uploadId);
      for (const backend of backends) {
        expect(await json(backend, `/uploads/${pair[0].uploadId}`)).toEqual({
          ...pair[0],
          head: expect.any(Boolean),
        });
      }
    }
    for (let service = 0; service < SERVICES; service += 1) {
      const query = `entityRef=${servedRef(service)}&limit=500`;
      const { items } = await json<{ items: BomUpload[] }>(
        backends[0],
        `/uploads?${query}`,
      );
      expect(items).toHaveLength(ROUNDS / SERVICES);
      // The head is the one with the latest commit, which is listed first.
      expect(items.map(item => item.head)).toEqual(
        items.map((_, index) => index === 0),
      );
    }
    await expectSoundTables();
  }, 180_000);

  async function send(backend: Served, round: number): Promise<BomUpload> {
    const query = new URLSearchParams({
      entityRef: servedRef(round % SERVICES),
      slot: 'source',
      channel: 'main',
      commitTime: new Date(START + round * 1_000).toISOString(),
    });
    // Two rounds share a content, and all rounds share packages.
    const version = Math.floor(round / (2 * SERVICES));
    const components = Array.from(
      { length: 300 },
      (_, index) => `shared-${(index * 7) % 300}@${version}.${index % 3}.0`,
    );
    const response = await backend.fetch(`/boms?${query}`, {
      method: 'POST',
      body: bom({ components, version: round + 1 }),
    });
    const answer = await response.json();
    expect([200, 201, answer]).toContain(response.status);
    expect(answer.components).toBe(300);
    return answer;
  }

  async function expectSoundTables(): Promise<void> {
    const knex = database.connect();
    try {
      const heads = await knex('head').whereNotNull('upload_id');
      expect(heads).toHaveLength(SERVICES);
      const pinned = await knex('upload').whereNull('unpinned_at').pluck('id');
      expect(pinned.sort()).toEqual(heads.map(head => head.upload_id).sort());
      // No set of equal content twice, and none that was given up half-way.
      const sets = await knex('component_set').pluck('content_digest');
      expect(sets).not.toContain(null);
      expect(sets).toHaveLength(ROUNDS / (2 * SERVICES));
      const { rows } = await knex.raw(
        'select deadlocks from pg_stat_database where datname = current_database()',
      );
      expect(Number(rows[0].deadlocks)).toBe(0);
    } finally {
      await knex.destroy();
    }
  }

  async function json<T>(backend: Served, path: string): Promise<T> {
    const response = await backend.fetch(path);
    expect([path, response.status]).toEqual([path, 200]);
    return response.json();
  }
});
