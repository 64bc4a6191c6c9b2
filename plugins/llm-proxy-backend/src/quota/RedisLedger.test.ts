import { randomUUID } from 'node:crypto';
import { RedisLedger } from './RedisLedger';
import { ledgerConformance } from './__testUtils__/ledgerConformance';
import { holdsToModel } from './__testUtils__/ledgerModel';
import { hasRedisServer, RedisServer } from './__testUtils__/redisServer';

const describeRedis = hasRedisServer() ? describe : describe.skip;

describeRedis('RedisLedger', () => {
  let server: RedisServer;
  let ledger: RedisLedger;

  const make = () =>
    new RedisLedger({
      ...{ url: server.url, timeout: 20_000, prefix: `{${randomUUID()}}:` },
    });
  const nothing = async () => new Map<string, number>();

  beforeAll(async () => {
    server = await RedisServer.start();
  });

  afterAll(async () => {
    await server?.remove();
  });

  beforeEach(async () => {
    ledger = make();
    await ledger.start('2026-11', nothing);
  });

  afterEach(async () => {
    await ledger.close();
  });

  it.each(ledgerConformance)('$name', async ({ run }) => {
    await expect(run(ledger)).resolves.toBeUndefined();
  });

  it('does what a simple model does', async () => {
    await holdsToModel(async () => ledger, 60);
  });

  it('begins with what was spent, once', async () => {
    const fresh = make();
    const spent = async () => new Map([['team', 7]]);
    await fresh.start('2026-11', spent);
    await fresh.start('2026-11', spent);
    const balances = await fresh.balances(['team'], '2026-11');
    expect(balances.get('team')?.settled).toBe(7);
    await fresh.close();
  });
});
