import type { Knex } from 'knex';
import type { AuditDenial } from '../audit/types';
import { dayOf } from './days';
import { insertRows, whereListed } from './recordset';
import { DENIAL_COLUMNS, type DenialRow } from './rows';
import { type ScopeSet, scopeSetOf, scopesOfParty } from './ScopeSet';
import type { ScopeSetStore } from './ScopeSetStore';

interface CountedDenial {
  readonly row: DenialRow;
  readonly set: ScopeSet;
}

/** Denials and their counts. */
export class DenialWriter {
  readonly #sets: ScopeSetStore;

  constructor(sets: ScopeSetStore) {
    this.#sets = sets;
  }

  /** A repeat changes nothing; returns the ids that are new. */
  async add(
    trx: Knex.Transaction,
    denials: readonly CountedDenial[],
  ): Promise<Set<string>> {
    if (denials.length === 0) {
      return new Set();
    }
    const ids = denials.map(({ row }) => row.id);
    const found = await trx('audit_denial')
      .modify(builder => whereListed(trx, builder, 'id', ids))
      .select<Array<{ id: string }>>('id');
    const there = new Set(found.map(({ id }) => id));
    const fresh = new Map(
      denials
        .filter(({ row }) => !there.has(row.id))
        .map(denial => [denial.row.id, denial]),
    );
    const added = [...fresh.values()];
    await this.#sets.add(
      trx,
      added.map(({ set }) => set),
    );
    await insertRows(
      trx,
      'audit_denial',
      DENIAL_COLUMNS,
      ['id'],
      added.map(({ row }) => row),
      { ignore: true },
    );
    await insertRows(
      trx,
      'denial_daily',
      { scope: 'text', day: 'text', stage: 'text', denials: 'bigint' },
      ['scope', 'day', 'stage'],
      counts(added),
      { add: ['denials'] },
    );
    return new Set(fresh.keys());
  }
}

/** A denial of the log as a row. */
export function denialOf(denial: AuditDenial): CountedDenial {
  const { party } = denial;
  const nobody = { user: null, service: null, system: null, team: null };
  const set = scopeSetOf(party ?? nobody, scopesOfParty(party));
  const row: DenialRow = {
    id: denial.id,
    request_id: denial.requestId,
    at: denial.at,
    day: dayOf(denial.at),
    set_id: set.id,
    operation: denial.operation,
    alias: denial.alias,
    stage: denial.stage,
    status: denial.status,
    code: denial.code,
    rule: denial.rule,
    reason: denial.reason,
    owner: denial.owner,
    imported: false,
  };
  return { row, set };
}

function counts(denials: readonly CountedDenial[]) {
  const sums = new Map<
    string,
    { scope: string; day: string; stage: string; denials: number }
  >();
  for (const { row, set } of denials) {
    for (const scope of set.scopes) {
      const { day, stage } = row;
      const key = JSON.stringify([scope, day, stage]);
      const sum = sums.get(key) ?? { scope, day, stage, denials: 0 };
      sum.denials += 1;
      sums.set(key, sum);
    }
  }
  return [...sums.values()];
}
