import type { Knex } from 'knex';
import { csvLine, dollars } from './csv';
import { addDays, daysOfPeriod } from './days';
import { restrictSets, type Visible } from './visibility';

interface Charge {
  readonly day: string;
  readonly user_ref: string | null;
  readonly service_ref: string | null;
  readonly system_ref: string | null;
  readonly team_ref: string | null;
  readonly deployment: string;
  readonly alias: string;
  readonly provider: string;
  readonly model: string;
  readonly price_version: string;
  readonly calls: string | number;
  readonly input_tokens: string | number;
  readonly output_tokens: string | number;
  readonly settled: string | number;
  readonly unreconciled: string | number;
}

/** Names and meanings of FOCUS 1.1; what it does not know begins with `x_`. */
const COLUMNS: ReadonlyArray<[name: string, of: (charge: Charge) => string]> = [
  ['BilledCost', c => dollars(c.settled)],
  ['EffectiveCost', c => dollars(c.settled)],
  ['ListCost', c => dollars(c.settled)],
  ['ContractedCost', c => dollars(c.settled)],
  ['BillingCurrency', () => 'USD'],
  ['BillingPeriodStart', c => midnight(`${c.day.slice(0, 7)}-01`)],
  ['BillingPeriodEnd', c => midnight(addDays(lastDay(c.day), 1))],
  ['ChargePeriodStart', c => midnight(c.day)],
  ['ChargePeriodEnd', c => midnight(addDays(c.day, 1))],
  ['ChargeCategory', () => 'Usage'],
  ['ChargeClass', () => ''],
  ['ChargeDescription', c => `Calls of model ${c.alias}`],
  ['ChargeFrequency', () => 'Usage-Based'],
  [
    'ConsumedQuantity',
    c => String(BigInt(c.input_tokens) + BigInt(c.output_tokens)),
  ],
  ['ConsumedUnit', () => 'Tokens'],
  ['ProviderName', c => c.provider],
  ['PublisherName', c => c.provider],
  ['InvoiceIssuerName', c => c.provider],
  ['ServiceCategory', () => 'AI and Machine Learning'],
  ['ServiceSubcategory', () => 'Generative AI'],
  ['ServiceName', () => 'Language models'],
  ['ResourceId', c => c.alias],
  ['ResourceName', c => c.alias],
  ['ResourceType', () => 'Language model'],
  ['SkuId', c => c.model],
  ['SkuPriceId', c => c.price_version],
  ['SubAccountId', c => c.team_ref ?? 'unattributed'],
  ['SubAccountName', c => c.team_ref ?? 'Unattributed'],
  ['x_Team', c => c.team_ref ?? ''],
  ['x_System', c => c.system_ref ?? ''],
  ['x_Service', c => c.service_ref ?? ''],
  ['x_User', c => c.user_ref ?? ''],
  ['x_Deployment', c => c.deployment],
  ['x_Calls', c => String(c.calls)],
  ['x_InputTokens', c => String(c.input_tokens)],
  ['x_OutputTokens', c => String(c.output_tokens)],
  ['x_UnreconciledCost', c => dollars(c.unreconciled)],
];

/** Spend for the accounts of others. */
export class Chargeback {
  readonly #knex: Knex;

  constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * CSV in pieces, a day at a time: one row by day, service (or user), model
   * and deployment. What is settled is billed; what waits for the provider's
   * numbers stands in a column of its own. Days are inclusive.
   */
  async *csv(
    query: { from: string; to: string; scope?: string },
    visible: Visible,
  ): AsyncGenerator<string> {
    yield csvLine(COLUMNS.map(([name]) => name));
    const { scope } = query;
    const restrict = await restrictSets(this.#knex, { scope, visible });
    const days: string[] = await this.#knex('usage_charge')
      .whereBetween('day', [query.from, query.to])
      .distinct('day')
      .orderBy('day')
      .pluck('day');
    for (const day of days) {
      const charges = await this.#charges(day, restrict);
      yield charges
        .map(charge => csvLine(COLUMNS.map(([, of]) => of(charge))))
        .join('');
    }
  }

  #charges(
    day: string,
    restrict: (builder: Knex.QueryBuilder) => void,
  ): Promise<Charge[]> {
    const keys = [
      'day',
      'team_ref',
      'system_ref',
      'service_ref',
      'user_ref',
      'deployment',
      'alias',
      'provider',
      'model',
      'price_version',
    ];
    return this.#knex('usage_charge')
      .join('scope_set', 'scope_set.id', 'usage_charge.set_id')
      .where({ day })
      .modify(restrict)
      .groupBy(keys)
      .orderBy(keys)
      .select<Charge[]>(keys)
      .sum({
        calls: 'calls',
        input_tokens: 'input_tokens',
        output_tokens: 'output_tokens',
        settled: 'settled',
        unreconciled: 'unreconciled',
      }) as unknown as Promise<Charge[]>;
  }
}

function midnight(day: string): string {
  return `${day}T00:00:00Z`;
}

function lastDay(day: string): string {
  return daysOfPeriod(day.slice(0, 7)).last;
}
