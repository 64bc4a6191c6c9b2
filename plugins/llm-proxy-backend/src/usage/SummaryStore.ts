import type { LlmSummary } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Knex } from 'knex';
import { addDays, dayOf } from './days';
import { whereListed } from './recordset';

/** A summary without what the ledger knows. */
export type UsageSummary = Omit<LlmSummary, 'budget' | 'tightest'>;

const DAYS = 30;
const MODELS = 5;

type Raw = Record<string, unknown>;

/** The last 30 days, today included, of many scopes in three queries. */
export class SummaryStore {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** In the order of `scopes`, which are at most 500. */
  async summaries(
    scopes: readonly string[],
    now: number,
  ): Promise<UsageSummary[]> {
    const first = addDays(dayOf(now), 1 - DAYS);
    const [models, days, denials] = await Promise.all([
      this.#sums('usage_daily', 'alias', scopes, first),
      this.#sums('usage_daily', 'day', scopes, first),
      this.#sums('denial_daily', 'stage', scopes, first),
    ]);
    return scopes.map(scope =>
      summaryOf(scope, first, {
        models: models.get(scope) ?? [],
        days: days.get(scope) ?? [],
        denials: denials.get(scope) ?? [],
      }),
    );
  }

  async #sums(
    table: 'usage_daily' | 'denial_daily',
    by: 'alias' | 'day' | 'stage',
    scopes: readonly string[],
    first: string,
  ): Promise<Map<string, Raw[]>> {
    const counters =
      table === 'usage_daily'
        ? ['calls', 'settled', 'unreconciled']
        : ['denials'];
    const rows = await this.#knex(table)
      .where('day', '>=', first)
      .modify(builder => whereListed(this.#knex, builder, 'scope', scopes))
      .groupBy('scope', by)
      .select<Raw[]>('scope', by)
      .modify(builder =>
        counters.forEach(name => builder.sum({ [name]: name })),
      );
    const byScope = new Map<string, Raw[]>();
    for (const row of rows) {
      const scope = String(row.scope);
      const list = byScope.get(scope);
      if (list) {
        list.push(row);
      } else {
        byScope.set(scope, [row]);
      }
    }
    return byScope;
  }
}

function summaryOf(
  entityRef: string,
  first: string,
  sums: { models: Raw[]; days: Raw[]; denials: Raw[] },
): UsageSummary {
  const models = sums.models
    .map(row => ({
      alias: String(row.alias),
      calls: Number(row.calls),
      amount: Number(row.settled) + Number(row.unreconciled),
    }))
    .sort((a, b) => b.amount - a.amount || a.alias.localeCompare(b.alias));
  const settled = new Map(
    sums.days.map(row => [String(row.day), Number(row.settled)]),
  );
  const denialsByStage = Object.fromEntries(
    sums.denials.map(row => [String(row.stage), Number(row.denials)]),
  );
  const calls = models.reduce((sum, model) => sum + model.calls, 0);
  return {
    entityRef,
    calls,
    denials: Object.values(denialsByStage).reduce((sum, n) => sum + n, 0),
    denialsByStage,
    models: models.slice(0, MODELS),
    daily: Array.from(
      { length: DAYS },
      (_, index) => settled.get(addDays(first, index)) ?? 0,
    ),
    compliance: complianceOf(calls, denialsByStage.policy ?? 0),
  };
}

/** Share of the calls that the policy allowed; null when there was none. */
function complianceOf(allowed: number, denied: number): number | null {
  return allowed + denied === 0 ? null : allowed / (allowed + denied);
}
