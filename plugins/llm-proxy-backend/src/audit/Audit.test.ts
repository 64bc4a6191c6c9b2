import type { Knex } from 'knex';
import { readConfig } from '../config';
import { ConfigReader } from '@backstage/config';
import { createAudit, type AuditDependencies } from './createAudit';
import {
  type DatabaseKind,
  databaseKinds,
  makeDatabase,
} from './__testUtils__/databases';
import { MemoryFiles } from './__testUtils__/MemoryFiles';
import {
  completion,
  denial,
  intent,
  NOW,
  party,
} from './__testUtils__/records';
import type { AuditLog } from './types';

const defaults = readConfig(
  new ConfigReader({
    backend: { baseUrl: 'http://localhost' },
    llmProxy: { providers: {} },
  }),
).audit;

const DAY = 86_400_000;

describe.each(databaseKinds())('audit on %s', (kind: DatabaseKind) => {
  let knex: Knex;
  let remove: () => Promise<void>;
  let files: MemoryFiles;
  let now: number;
  const clock = () => now;

  beforeEach(async () => {
    ({ knex, remove } = await makeDatabase(kind));
    now = NOW;
    files = new MemoryFiles(clock);
  });
  afterEach(() => remove());

  function open(
    change: Partial<typeof defaults> = {},
    dependencies: AuditDependencies = {},
  ) {
    const config = { ...defaults, directory: '/audit', ...change };
    const onError = (error: unknown) => {
      throw error;
    };
    return createAudit(config, knex, {
      files,
      clock,
      onError,
      ...dependencies,
    });
  }

  const attempts = () => knex('audit_attempt').orderBy('id').select();
  const team = () =>
    knex('usage_daily').where({ scope: 'group:default/payments' }).first();

  it('brings attempts, denials and acts to the tables, with their sums', async () => {
    const audit = await open({ mode: 'strict' });
    await audit.log.intent(intent('a'));
    await audit.log.intent(intent('b'));
    audit.log.append(completion('a'));
    audit.log.append(denial('d'));
    audit.log.append({
      type: 'act',
      id: 'x',
      at: NOW,
      by: 'user:default/op',
      what: 'limit.set',
      detail: { limit: 5 },
    });
    await audit.log.close();
    expect(await attempts()).toMatchObject([
      { id: 'a', outcome: 'settled', ended: 'complete' },
      { id: 'b', outcome: 'open' },
    ]);
    const sums = await team();
    expect([Number(sums.calls), Number(sums.settled)]).toEqual([2, 120]);
    expect(await knex('audit_denial').select()).toMatchObject([
      { id: 'd', rule: 'LLM002' },
    ]);
    expect(await knex('audit_act').pluck('what')).toContain('limit.set');
    expect(await knex('audit_checkpoint').pluck('kind')).toEqual(['closed']);
    expect(await knex('audit_dead_letter').select()).toEqual([]);
  });

  it('counts each attempt once, however often it is delivered', async () => {
    const audit = await open();
    audit.log.intent(intent('a'));
    audit.log.append(completion('a'));
    await audit.log.close();
    // As after a restored database: the same log is read from its begin.
    await knex('audit_writer').delete();
    const again = await open();
    now += 61_000;
    await again.deliver();
    await again.close();
    const sums = await team();
    expect([Number(sums.calls), Number(sums.settled)]).toEqual([1, 120]);
  });

  it('lets an end for good replace an unreconciled one, also before the intent', async () => {
    const audit = await open();
    audit.log.append(
      completion('a', {
        outcome: 'settled',
        amount: 90,
        rebuilt: true,
        usage: null,
      }),
    );
    audit.log.intent(intent('a'));
    audit.log.append(
      completion('a', {
        outcome: 'unreconciled',
        amount: 500,
        usage: null,
        end: 'timeout',
        status: null,
      }),
    );
    audit.log.intent(intent('b'));
    audit.log.append(
      completion('b', { outcome: 'unreconciled', amount: 500, usage: null }),
    );
    audit.log.append(
      completion('b', { outcome: 'released', amount: 0, usage: null }),
    );
    await audit.close();
    expect(await attempts()).toMatchObject([
      { id: 'a', outcome: 'settled' },
      { id: 'b', outcome: 'released' },
    ]);
    const sums = await team();
    expect([Number(sums.settled), Number(sums.unreconciled)]).toEqual([90, 0]);
  });

  it('completes what a dead process left, as the ledger says', async () => {
    const dead = await open({ mode: 'strict' }, { onError: () => {} });
    await dead.log.intent(intent('a'));
    await dead.log.intent(intent('b'));
    await dead.log.intent(intent('c'));
    files = files.cut(() => 0);
    now += 120_000;
    const audit = await open(
      {},
      {
        settlementOf: async hold => {
          const known: Record<string, any> = {
            'hold-a': { state: 'settled', amount: 77 },
            'hold-b': { state: 'unreconciled', amount: hold.amount },
          };
          return known[hold.id] ?? null;
        },
      },
    );
    await audit.deliver();
    await audit.close();
    expect(await attempts()).toMatchObject([
      { id: 'a', outcome: 'settled' },
      { id: 'b', outcome: 'unreconciled' },
      { id: 'c', outcome: 'open' },
    ]);
    const rows = await attempts();
    expect(rows.map(row => [Number(row.amount), Boolean(row.rebuilt)])).toEqual(
      [
        [77, true],
        [500, true],
        [0, false],
      ],
    );
    const acts = await knex('audit_act').where({ what: 'audit.recovered' });
    await dead.close();
    expect(JSON.parse(acts[0].detail)).toMatchObject({
      writer: dead.writer,
      records: 3,
    });
  });

  it('puts away what the database refuses, and goes on', async () => {
    const errors: unknown[] = [];
    const audit = await open({}, { onError: error => errors.push(error) });
    audit.log.intent(intent('a'));
    audit.log.intent(intent('b', { alias: null as any }));
    audit.log.intent(intent('c'));
    await settle(audit.log);
    for (let time = 0; time < 4; time += 1) {
      await expect(audit.deliver()).rejects.toThrow();
    }
    await audit.deliver();
    await audit.close();
    expect((await attempts()).map(row => row.id)).toEqual(['a', 'c']);
    expect(await knex('audit_dead_letter').select()).toMatchObject([
      { writer: audit.writer },
    ]);
  });

  it('removes delivered segments by age and keeps their heads, signed', async () => {
    const audit = await open({ maxBytes: 1024 * 1024, retention: DAY });
    for (let i = 0; i < 300; i += 1) {
      audit.log.intent(intent(`a${i}`));
      if (i % 50 === 0) {
        await settle(audit.log);
      }
    }
    await audit.close();
    const folder = `/audit/${audit.writer}`;
    const before = await files.list(folder);
    now += 3 * DAY;
    const next = await open({ retention: DAY });
    await next.deliver();
    await next.close();
    const after = await files.list(folder);
    expect(before.filter(name => name.endsWith('.log')).length).toBeGreaterThan(
      2,
    );
    expect(after).toEqual(['checkpoints.log', 'owner.json']);
  });

  it('makes equal prompts of one tenant and day equal, and nothing else', async () => {
    const audit = await open();
    const body = Buffer.from('What is the secret of the sea');
    const one = audit.log.prompt('group:default/a', body);
    expect(audit.log.prompt('group:default/a', body)).toEqual(one);
    expect(audit.log.prompt('group:default/b', body).mac).not.toBe(one.mac);
    now += DAY;
    const next = audit.log.prompt('group:default/a', body);
    expect(next.mac).not.toBe(one.mac);
    expect([one.keyId, next.keyId]).toEqual(['2026-11-23', '2026-11-24']);
    await audit.close();
  });

  it('keeps no prompt in files or rows', async () => {
    const canary = 'canary-5f2c9f1e';
    const audit = await open({ mode: 'strict' });
    const prompt = audit.log.prompt(
      party.team!,
      Buffer.from(`{"messages":[{"content":"${canary}"}]}`),
    );
    await audit.log.intent(intent('a', { prompt }));
    audit.log.append(completion('a'));
    await audit.log.close();
    for (const name of await files.list(`/audit/${audit.writer}`)) {
      const text = await files.read(`/audit/${audit.writer}/${name}`, 0, 1e9);
      expect(text.toString()).not.toContain(canary);
    }
    for (const table of [
      'audit_attempt',
      'audit_act',
      'audit_key',
      'audit_dead_letter',
    ]) {
      expect(JSON.stringify(await knex(table).select())).not.toContain(canary);
    }
  });

  /** Waits until what was given is on disk. */
  async function settle(log: AuditLog) {
    log.append(denial(`settle-${Math.random()}`));
    await new Promise(resolve => setTimeout(resolve, 260));
  }
});
