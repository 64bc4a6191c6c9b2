import type {
  LlmUsageQuery,
  LlmUsageRow,
  ScopeKind,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Knex } from 'knex';
import { daysOfPeriod } from './days';
import { whereListed } from './recordset';
import { scopeKindOf } from './scopeKind';
import { restrictSets, type Visible } from './visibility';

/** Spend in nano-dollars. */
export interface Spend {
  readonly settled: number;
  readonly unreconciled: number;
}

/** What one deployment of a service has cost. */
export interface DeploymentCost extends Spend {
  readonly deployment: string;
  readonly service: string | null;
  readonly team: string | null;
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

type Raw = Record<string, unknown>;

const SUMS = [
  'calls',
  'input_tokens',
  'output_tokens',
  'settled',
  'unreconciled',
] as const;

/** Sums. Each is kept in the transaction of the events that it sums up. */
export class UsageStore {
  readonly #knex: Knex;
  readonly #kindOf: (scope: string) => ScopeKind;

  /** @param kindOf - for the organization among the groups */
  constructor(knex: Knex, kindOf: (scope: string) => ScopeKind = scopeKindOf) {
    this.#knex = knex;
    this.#kindOf = kindOf;
  }

  /** By scope and day, and by model too when asked. */
  async usage(query: LlmUsageQuery, visible: Visible): Promise<LlmUsageRow[]> {
    const { scope, from, to, groupBy = 'scope' } = query;
    const days = this.#knex('usage_daily').whereBetween('day', [from, to]);
    if (scope !== undefined) {
      days.where({ scope });
    }
    if (visible) {
      const scopes: string[] = await days
        .clone()
        .distinct('scope')
        .pluck('scope');
      const seen = await visible(scopes);
      days.modify(b => whereListed(this.#knex, b, 'scope', [...seen]));
    }
    const keys =
      groupBy === 'model' ? ['day', 'scope', 'alias'] : ['day', 'scope'];
    const rows: Raw[] = await days
      .groupBy(keys)
      .orderBy(keys)
      .select(keys)
      .modify(sumUp);
    return rows.map(row => ({
      day: String(row.day),
      scope: String(row.scope),
      kind: this.#kindOf(String(row.scope)),
      alias: groupBy === 'model' ? String(row.alias) : null,
      calls: Number(row.calls),
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      settled: Number(row.settled),
      unreconciled: Number(row.unreconciled),
    }));
  }

  /** Of every scope that spent in a period: where a ledger without memory starts from. */
  async periodSums(period: string): Promise<Map<string, Spend>> {
    const { first, last } = daysOfPeriod(period);
    const rows: Raw[] = await this.#knex('usage_daily')
      .whereBetween('day', [first, last])
      .groupBy('scope')
      .select('scope')
      .modify(sumUp);
    return new Map(rows.map(row => [String(row.scope), spendOf(row)]));
  }

  /** How many calls wait for the provider's numbers, by scope. */
  async unreconciledCalls(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, number>> {
    const { first, last } = daysOfPeriod(period);
    const rows: Raw[] = await this.#knex('audit_attempt')
      .join(
        'scope_set_member',
        'scope_set_member.set_id',
        'audit_attempt.set_id',
      )
      .where('outcome', 'unreconciled')
      .whereBetween('day', [first, last])
      .modify(b => whereListed(this.#knex, b, 'scope', scopes))
      .groupBy('scope')
      .select('scope')
      .count({ calls: '*' });
    return new Map(rows.map(row => [String(row.scope), Number(row.calls)]));
  }

  /** Cost per deployment, the dearest first; days are inclusive. */
  async deployments(
    query: { scope?: string; from: string; to: string; limit?: number },
    visible: Visible,
  ): Promise<DeploymentCost[]> {
    const { scope, from, to, limit = 100 } = query;
    const restrict = await restrictSets(this.#knex, { scope, visible });
    const rows: Raw[] = await this.#knex('usage_charge')
      .join('scope_set', 'scope_set.id', 'usage_charge.set_id')
      .whereBetween('day', [from, to])
      .whereNot('deployment', '')
      .modify(restrict)
      .groupBy('deployment', 'service_ref', 'team_ref')
      .orderByRaw('sum(settled) + sum(unreconciled) desc, deployment')
      .limit(limit)
      .select('deployment', 'service_ref', 'team_ref')
      .modify(sumUp);
    return rows.map(row => ({
      deployment: String(row.deployment),
      service: row.service_ref as string | null,
      team: row.team_ref as string | null,
      calls: Number(row.calls),
      inputTokens: Number(row.input_tokens),
      outputTokens: Number(row.output_tokens),
      ...spendOf(row),
    }));
  }
}

function sumUp(builder: Knex.QueryBuilder): void {
  SUMS.forEach(name => builder.sum({ [name]: name }));
}

function spendOf(row: Raw): Spend {
  return {
    settled: Number(row.settled ?? 0),
    unreconciled: Number(row.unreconciled ?? 0),
  };
}
