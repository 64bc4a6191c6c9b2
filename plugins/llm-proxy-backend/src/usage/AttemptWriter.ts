import type { Knex } from 'knex';
import type { AuditCompletion, AuditIntent } from '../audit/types';
import { begin, complete, COUNTERS, countersOf } from './merge';
import { keepOrphans, takeOrphans } from './orphans';
import { insertRows, whereListed } from './recordset';
import {
  ATTEMPT_COLUMNS,
  type AttemptRow,
  ENDED_COLUMNS,
  readAttempt,
} from './rows';
import { type ScopeSet, scopeSetOf } from './ScopeSet';
import type { ScopeSetStore } from './ScopeSetStore';
import { difference, Sums } from './sums';

const COUNTER_COLUMNS = {
  calls: 'bigint',
  input_tokens: 'bigint',
  output_tokens: 'bigint',
  settled: 'bigint',
  unreconciled: 'bigint',
} as const;

const CHARGE_KEY = {
  day: 'text',
  set_id: 'text',
  deployment: 'text',
  alias: 'text',
  provider: 'text',
  model: 'text',
  price_version: 'text',
} as const;

/** Attempts and their sums. */
export class AttemptWriter {
  readonly #sets: ScopeSetStore;

  constructor(sets: ScopeSetStore) {
    this.#sets = sets;
  }

  /** What a log says of its attempts. */
  async apply(
    trx: Knex.Transaction,
    writer: string,
    intents: readonly AuditIntent[],
    completions: readonly AuditCompletion[],
  ): Promise<void> {
    const before = await existing(trx, [
      ...intents.map(({ attemptId }) => attemptId),
      ...completions.map(({ attemptId }) => attemptId),
    ]);
    const after = new Map(before);
    const sets = new Map<string, ScopeSet>();
    for (const intent of intents) {
      if (!after.has(intent.attemptId)) {
        const set = scopeSetOf(intent.party, intent.scopes);
        sets.set(set.id, set);
        after.set(intent.attemptId, begin(intent, set.id, writer));
      }
    }
    const fresh = [...after.keys()].filter(id => !before.has(id));
    const early = await takeOrphans(trx, fresh);
    const orphans: AuditCompletion[] = [];
    for (const completion of [...early, ...completions]) {
      const row = after.get(completion.attemptId);
      if (row) {
        after.set(row.id, complete(row, completion));
      } else {
        orphans.push(completion);
      }
    }
    await keepOrphans(trx, orphans);
    await this.#sets.add(trx, [...sets.values()]);
    await this.#change(trx, before, after);
  }

  /** Whole attempts of the past; returns the ids that are new. */
  async add(
    trx: Knex.Transaction,
    attempts: ReadonlyArray<{ row: AttemptRow; set: ScopeSet }>,
  ): Promise<Set<string>> {
    const before = await existing(
      trx,
      attempts.map(({ row }) => row.id),
    );
    const after = new Map(before);
    const fresh = new Set<string>();
    for (const { row } of attempts) {
      if (!after.has(row.id)) {
        after.set(row.id, row);
        fresh.add(row.id);
      }
    }
    await this.#sets.add(
      trx,
      attempts.map(({ set }) => set),
    );
    await this.#change(trx, before, after);
    return fresh;
  }

  async #change(
    trx: Knex.Transaction,
    before: ReadonlyMap<string, AttemptRow>,
    after: ReadonlyMap<string, AttemptRow>,
  ): Promise<void> {
    const rows = [...after.values()].filter(row => row !== before.get(row.id));
    const setIds = new Set(rows.map(row => row.set_id));
    const scopes = await this.#sets.members(trx, [...setIds]);
    const sums = new Sums();
    for (const row of rows) {
      const then = countersOf(before.get(row.id) ?? null);
      const change = difference(countersOf(row), then);
      sums.add(row, scopes.get(row.set_id) ?? [], change);
    }
    await insertRows(trx, 'audit_attempt', ATTEMPT_COLUMNS, ['id'], rows, {
      replace: ENDED_COLUMNS,
    });
    await insertRows(
      trx,
      'usage_daily',
      { scope: 'text', day: 'text', alias: 'text', ...COUNTER_COLUMNS },
      ['scope', 'day', 'alias'],
      sums.daily,
      { add: COUNTERS },
    );
    await insertRows(
      trx,
      'usage_charge',
      { ...CHARGE_KEY, ...COUNTER_COLUMNS },
      Object.keys(CHARGE_KEY),
      sums.charges,
      { add: COUNTERS },
    );
  }
}

async function existing(
  trx: Knex.Transaction,
  ids: readonly string[],
): Promise<Map<string, AttemptRow>> {
  const rows = await trx('audit_attempt')
    .modify(builder => whereListed(trx, builder, 'id', ids))
    .select<Array<Record<string, unknown>>>();
  return new Map(rows.map(readAttempt).map(row => [row.id, row]));
}
