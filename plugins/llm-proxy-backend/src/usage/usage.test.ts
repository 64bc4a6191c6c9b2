import fc from 'fast-check';
import type { Knex } from 'knex';
import {
  type DatabaseKind,
  databaseKinds,
  makeDatabase,
} from '../audit/__testUtils__/databases';
import {
  completion,
  denial,
  intent,
  party,
} from '../audit/__testUtils__/records';
import type { AuditRecord } from '../audit/types';
import { budgetScopes } from '../principals/types';
import { Chargeback } from './Chargeback';
import { addDays, dayOf, startOfDay } from './days';
import { EventStore } from './EventStore';
import { History } from './History';
import { SummaryStore } from './SummaryStore';
import { UsageRetention } from './UsageRetention';
import { UsageStore } from './UsageStore';
import { UsageWriter } from './UsageWriter';
import type { Visible } from './visibility';

jest.setTimeout(120_000);

const FIRST = '2026-11-01';
const LAST = '2026-11-30';
const NOW = startOfDay(LAST) + 1_000;

const SERVICES = ['a', 'b', 'c'].map(name => `component:default/${name}`);
const TEAMS = ['group:default/x', 'group:default/y', null];

/** An attempt and its ends, in some order, some of them twice. */
const attempts = fc.array(
  fc.record({
    service: fc.constantFrom(...SERVICES, null),
    team: fc.constantFrom(...TEAMS),
    day: fc.integer({ min: 0, max: 29 }),
    alias: fc.constantFrom('small', '=large', 'na"me,'),
    provider: fc.constantFrom('builtin', 'openai'),
    deployment: fc.constantFrom('d1', 'd2', null),
    ends: fc.array(
      fc.record({
        outcome: fc.constantFrom('settled', 'released', 'unreconciled'),
        amount: fc.integer({ min: 0, max: 4_000_000_000_000 }),
        rebuilt: fc.boolean(),
        usage: fc.option(
          fc.record({
            input: fc.nat(100_000),
            cachedInput: fc.nat(1_000),
            output: fc.nat(100_000),
          }),
        ),
      }),
      { maxLength: 3 },
    ),
    cut: fc.nat(3),
  }),
  { maxLength: 40 },
);

function recordsOf(
  id: string,
  spec: (typeof attempts extends fc.Arbitrary<infer T> ? T : never)[number],
): AuditRecord[] {
  const { service, team, alias, provider, deployment } = spec;
  const who = {
    ...party,
    user: service ? null : 'user:default/ann',
    service,
    system: null,
    team,
    groups: team ? [team, 'group:default/acme'] : [],
    deployment,
  };
  const ends = spec.ends.map(end =>
    completion(id, {
      ...end,
      amount: end.outcome === 'released' ? 0 : end.amount,
    } as Parameters<typeof completion>[1]),
  );
  const begun = intent(id, {
    at: startOfDay(addDays(FIRST, spec.day)) + 7,
    party: who,
    scopes: budgetScopes(who, provider),
    alias,
    provider,
    holdId: `hold-${id}`,
  });
  const at = Math.min(spec.cut, ends.length);
  return [...ends.slice(0, at), begun, ...ends.slice(at), begun];
}

async function everyAttempt(
  events: EventStore,
  scope?: string,
  visible: Visible = null,
) {
  const items = [];
  for (let cursor: string | undefined; ; ) {
    const page = await events.attempts(
      { scope, from: FIRST, to: LAST, limit: 7, cursor },
      visible,
    );
    items.push(...page.items);
    if (!page.nextCursor) {
      return items;
    }
    cursor = page.nextCursor;
  }
}

function totals(
  rows: Array<{ settled: number; unreconciled: number; calls: number }>,
) {
  return rows.reduce(
    (sum, row) => ({
      calls: sum.calls + row.calls,
      settled: sum.settled + row.settled,
      unreconciled: sum.unreconciled + row.unreconciled,
    }),
    { calls: 0, settled: 0, unreconciled: 0 },
  );
}

function totalsOfAttempts(items: Awaited<ReturnType<typeof everyAttempt>>) {
  return totals(
    items.map(item => ({
      calls: 1,
      settled: item.outcome === 'settled' ? item.amount : 0,
      unreconciled: item.outcome === 'unreconciled' ? item.amount : 0,
    })),
  );
}

async function exported(chargeback: Chargeback, scope?: string) {
  let text = '';
  for await (const piece of chargeback.csv(
    { from: FIRST, to: LAST, scope },
    null,
  )) {
    text += piece;
  }
  const [header, ...rows] = parseCsv(text);
  const nano = (value: string) => {
    const [whole, fraction = ''] = value.split('.');
    return Number(whole + fraction.padEnd(9, '0'));
  };
  return totals(
    rows.map(row => ({
      calls: Number(row[header.indexOf('x_Calls')]),
      settled: nano(row[header.indexOf('BilledCost')]),
      unreconciled: nano(row[header.indexOf('x_UnreconciledCost')]),
    })),
  );
}

function parseCsv(text: string): string[][] {
  const field = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n)/g;
  const rows: string[][] = [[]];
  for (const [, value, end] of text.matchAll(field)) {
    const plain = value.startsWith('"')
      ? value.slice(1, -1).replaceAll('""', '"')
      : value;
    rows[rows.length - 1].push(plain);
    if (end === '\r\n') {
      rows.push([]);
    }
  }
  return rows.slice(0, -1);
}

describe.each(databaseKinds())('usage on %s', (kind: DatabaseKind) => {
  let knex: Knex;
  let remove: () => Promise<void>;
  let writer: UsageWriter;
  let events: EventStore;
  let usage: UsageStore;
  let chargeback: Chargeback;
  let summaries: SummaryStore;

  beforeEach(async () => {
    ({ knex, remove } = await makeDatabase(kind));
    writer = new UsageWriter();
    events = new EventStore(knex);
    usage = new UsageStore(knex);
    chargeback = new Chargeback(knex);
    summaries = new SummaryStore(knex);
  });
  afterEach(() => remove());

  const apply = (records: AuditRecord[], name = 'w') =>
    knex.transaction(async trx => {
      await writer.lock(trx);
      await writer.apply(trx, name, records);
    });

  it('opens every number to its raw events', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        attempts,
        fc.integer({ min: 1, max: 9 }),
        async (specs, size) => {
          run += 1;
          for (const table of [
            'audit_attempt',
            'audit_orphan',
            'usage_daily',
            'usage_charge',
          ]) {
            await knex(table).delete();
          }
          const records = specs.flatMap((spec, index) =>
            recordsOf(`${run}-${index}`, spec),
          );
          for (let at = 0; at < records.length; at += size) {
            await apply(records.slice(at, at + size));
          }
          const scopes = new Set([
            'group:default/acme',
            ...SERVICES,
            'group:default/x',
            'provider:openai',
            'unattributed',
          ]);
          const sums = await usage.periodSums('2026-11');
          for (const scope of scopes) {
            const raw = totalsOfAttempts(await everyAttempt(events, scope));
            const byDay = await usage.usage(
              { scope, from: FIRST, to: LAST },
              null,
            );
            const byModel = await usage.usage(
              { scope, from: FIRST, to: LAST, groupBy: 'model' },
              null,
            );
            expect(totals(byDay)).toEqual(raw);
            expect(totals(byModel)).toEqual(raw);
            expect(await exported(chargeback, scope)).toEqual(raw);
            expect(sums.get(scope) ?? { settled: 0, unreconciled: 0 }).toEqual({
              settled: raw.settled,
              unreconciled: raw.unreconciled,
            });
            const [summary] = await summaries.summaries([scope], NOW);
            expect(summary.calls).toBe(raw.calls);
            expect(summary.daily.reduce((sum, n) => sum + n, 0)).toBe(
              raw.settled,
            );
            expect(summary.models.reduce((sum, m) => sum + m.amount, 0)).toBe(
              raw.settled + raw.unreconciled,
            );
          }
          const all = await everyAttempt(events);
          expect(all).toHaveLength(specs.length);
          expect(await exported(chargeback)).toEqual(totalsOfAttempts(all));
          const deployed = all.filter(item => item.deployment !== null);
          const costs = await usage.deployments(
            { from: FIRST, to: LAST },
            null,
          );
          expect(totals(costs)).toEqual(totalsOfAttempts(deployed));
        },
      ),
      { numRuns: 25 },
    );
  });

  it('pages through equal times without loss or repetition', async () => {
    await apply(
      Array.from({ length: 30 }, (_, i) =>
        intent(`a${String(i).padStart(2, '0')}`),
      ),
    );
    const items = await everyAttempt(events);
    expect(items.map(item => item.id)).toEqual(
      Array.from(
        { length: 30 },
        (_, i) => `a${String(29 - i).padStart(2, '0')}`,
      ),
    );
    await expect(
      events.attempts({ cursor: 'bm9uc2Vuc2U' }, null),
    ).rejects.toMatchObject({ code: 'invalid_cursor' });
  });

  it('shows only what the caller may see', async () => {
    const secret = { ...party, service: 'component:default/secret' };
    await apply([
      intent('a'),
      intent('b', { party: secret, scopes: budgetScopes(secret, 'builtin') }),
      denial('d'),
      denial('e', { party: secret }),
      denial('f', { party: null }),
    ]);
    const visible: Visible = async scopes =>
      new Set(
        scopes.filter(
          scope => !scope.endsWith('secret') && scope !== 'unknown',
        ),
      );
    const seen = await events.attempts({}, visible);
    expect(seen.items.map(item => item.id)).toEqual(['a']);
    expect(
      (await events.denials({}, visible)).items.map(item => item.id),
    ).toEqual(['d']);
    expect((await events.denials({}, null)).items).toHaveLength(3);
    const rows = await usage.usage({ from: FIRST, to: LAST }, visible);
    expect(rows.map(row => row.scope)).not.toContain(
      'component:default/secret',
    );
    expect(rows.map(row => row.scope)).toContain('component:default/checkout');
  });

  it('counts denials by stage, and compliance of the policy alone', async () => {
    await apply([
      intent('a'),
      intent('b'),
      intent('c'),
      denial('d'),
      denial('e', { stage: 'budget' }),
      denial('e', { stage: 'budget' }),
    ]);
    const found = await summaries.summaries(
      ['component:default/checkout', 'component:default/none'],
      NOW,
    );
    expect(found).toMatchObject([
      {
        calls: 3,
        denials: 2,
        denialsByStage: { policy: 1, budget: 1 },
        compliance: 0.75,
      },
      {
        calls: 0,
        denials: 0,
        denialsByStage: {},
        compliance: null,
        models: [],
      },
    ]);
    expect(found[0].daily).toHaveLength(30);
    const page = await events.denials(
      { stage: 'policy', rule: 'LLM002' },
      null,
    );
    expect(page.items).toMatchObject([
      { id: 'd', service: 'component:default/checkout', imported: false },
    ]);
  });

  it('finds 500 entities in a handful of queries', async () => {
    await apply([intent('a')]);
    const queries: string[] = [];
    knex.on('query', query => queries.push(query.sql));
    const refs = Array.from(
      { length: 500 },
      (_, i) => `component:default/s${i}`,
    );
    await summaries.summaries(refs, NOW);
    expect(queries.length).toBeLessThanOrEqual(3);
  });

  it('imports the past once, with its own times', async () => {
    const history = new History(knex, writer);
    const past = {
      attempts: [
        {
          id: 'h1',
          at: '2026-10-05T10:00:00.000Z',
          user: null,
          service: 'component:default/a',
          deployment: null,
          commit: null,
          operation: 'chat' as const,
          alias: 'small',
          inputTokens: 10,
          cachedInputTokens: 0,
          outputTokens: 2,
          durationMs: 100,
        },
      ],
      denials: [
        {
          id: 'h1',
          at: '2026-10-05T10:00:00.000Z',
          user: null,
          service: 'component:default/a',
          alias: 'small',
          stage: 'policy' as const,
          status: 403,
          code: 'policy_denied',
          rule: 'LLM001',
          reason: 'Not on the list.',
          owner: null,
        },
      ],
    };
    const resolver = {
      party: (user: string | null, service: string | null) => ({
        user,
        service,
        system: null,
        team: 'group:default/x',
        groups: ['group:default/x'],
      }),
      price: () => ({
        provider: 'builtin',
        model: 'm',
        priceVersion: 'p',
        amount: 1_500,
      }),
    };
    expect(await history.import(past, resolver)).toMatchObject({
      accepted: 2,
      repeated: 0,
      charges: [
        {
          id: 'import:h1',
          period: '2026-10',
          amount: 1_500,
          scopes: [
            'component:default/a',
            'group:default/x',
            'provider:builtin',
          ],
        },
      ],
    });
    expect(await history.import(past, resolver)).toMatchObject({
      accepted: 0,
      repeated: 2,
    });
    const { items } = await events.attempts({}, null);
    expect(items).toMatchObject([
      { at: '2026-10-05T10:00:00.000Z', imported: true, amount: 1_500 },
    ]);
    expect(
      (await usage.periodSums('2026-10')).get('group:default/x')?.settled,
    ).toBe(1_500);
  });

  it('keeps a call at midnight in the period of its hold', async () => {
    const at = startOfDay('2026-12-01') + 3;
    await apply([intent('a', { at, period: '2026-11' }), completion('a')]);
    expect(
      (await usage.periodSums('2026-11')).get('group:default/acme')?.settled,
    ).toBe(120);
    expect((await usage.periodSums('2026-12')).size).toBe(0);
  });

  it('prunes whole days, sums and events together, and never the current month', async () => {
    const old = startOfDay('2026-10-31');
    await apply([
      intent('old', { at: old, period: '2026-10' }),
      completion('old'),
      denial('oldd', { at: old }),
      intent('new', { at: startOfDay('2026-11-02') }),
    ]);
    const retention = new UsageRetention(knex, 86_400_000);
    expect(await retention.prune(NOW)).toBe(2);
    expect(
      (await events.attempts({}, null)).items.map(item => item.id),
    ).toEqual(['new']);
    expect(
      await usage.usage({ from: '2026-10-01', to: '2026-10-31' }, null),
    ).toEqual([]);
    expect(dayOf(NOW)).toBe(LAST);
  });
});
