import {
  makeServedDatabase,
  type ServedDatabase,
} from '../__testUtils__/database';
import { servedRef } from '../__testUtils__/options';
import { Served } from '../__testUtils__/served';
import { strangeBoms } from '../__testUtils__/strangeBoms';

describe('strange but valid documents', () => {
  let database: ServedDatabase;
  let served: Served;

  beforeAll(async () => {
    database = await makeServedDatabase('sqlite');
    served = await Served.start({
      database: database.config,
      sbom: { documents: { directory: database.documents } },
      services: 1,
      token: 'a-static-token-for-tests',
    });
  }, 60_000);

  afterAll(async () => {
    await served?.stop();
    await database?.remove();
  });

  it('are more than sixty', () => {
    expect(strangeBoms.length).toBeGreaterThanOrEqual(64);
    expect(new Set(strangeBoms.map(one => one.name)).size).toBe(
      strangeBoms.length,
    );
  });

  it.each(strangeBoms.map((strange, index) => ({ ...strange, index })))(
    'answers right to $name',
    async ({ index, document, components, direct, flawless = true }) => {
      const query = new URLSearchParams({
        entityRef: servedRef(0),
        slot: 'source',
        channel: `release:${index}`,
      });
      const body = JSON.stringify(document());
      const post = async () => {
        const response = await served.fetch(`/boms?${query}`, {
          method: 'POST',
          body,
        });
        return [response.status, await response.json()];
      };
      const [status, receipt] = await post();
      const { issueCount } = receipt;
      expect([status, receipt.components, issueCount === 0]).toEqual([
        201,
        components,
        flawless,
      ]);
      expect(receipt).toMatchObject({
        head: true,
        ...(direct !== undefined && { direct }),
      });
      await expectListed(receipt.uploadId, components);
      const [again, same] = await post();
      expect([again, same.uploadId]).toEqual([200, receipt.uploadId]);
    },
    60_000,
  );

  /** Every component is on one page and can say why it is there. */
  async function expectListed(uploadId: string, components: number) {
    const page = await json(`/uploads/${uploadId}/components?limit=500`);
    expect(page.total).toBe(components);
    expect(page.items).toHaveLength(Math.min(components, 500));
    for (const { id } of [page.items[0], page.items.at(-1)].filter(Boolean)) {
      const { paths } = await json(
        `/uploads/${uploadId}/components/${id}/paths`,
      );
      expect(paths.length).toBeLessThanOrEqual(5);
    }
  }

  async function json(path: string): Promise<any> {
    const response = await served.fetch(path);
    expect([path, response.status]).toEqual([path, 200]);
    return response.json();
  }
});
