import { COUNTERS, type Counters } from './merge';
import type { AttemptRow } from './rows';

/** What sums are kept by, of an attempt. */
type Keyed = Pick<
  AttemptRow,
  | 'day'
  | 'set_id'
  | 'deployment'
  | 'alias'
  | 'provider'
  | 'model'
  | 'price_version'
>;

type ChargeRow = Record<Exclude<keyof Keyed, 'deployment'>, string> &
  Counters & { deployment: string };

type DailyRow = { scope: string; day: string; alias: string } & Counters;

/** Changes of the sums that a transaction brings. */
export class Sums {
  readonly #charges = new Map<string, ChargeRow>();
  readonly #daily = new Map<string, DailyRow>();

  add(row: Keyed, scopes: readonly string[], by: Counters): void {
    if (COUNTERS.every(name => by[name] === 0)) {
      return;
    }
    const { day, set_id, alias, provider, model, price_version } = row;
    const deployment = row.deployment ?? '';
    const charge = { day, set_id, deployment, alias, provider, model };
    addTo(this.#charges, { ...charge, price_version }, by);
    for (const scope of scopes) {
      addTo(this.#daily, { scope, day, alias }, by);
    }
  }

  /** Rows of `usage_charge`. */
  get charges(): ChargeRow[] {
    return [...this.#charges.values()];
  }

  /** Rows of `usage_daily`. */
  get daily(): DailyRow[] {
    return [...this.#daily.values()];
  }
}

export function difference(now: Counters, then: Counters): Counters {
  return {
    calls: now.calls - then.calls,
    input_tokens: now.input_tokens - then.input_tokens,
    output_tokens: now.output_tokens - then.output_tokens,
    settled: now.settled - then.settled,
    unreconciled: now.unreconciled - then.unreconciled,
  };
}

function addTo<K extends object>(
  sums: Map<string, K & Counters>,
  key: K,
  by: Counters,
): void {
  const name = JSON.stringify(Object.values(key));
  const sum = sums.get(name);
  if (!sum) {
    sums.set(name, { ...key, ...by });
    return;
  }
  for (const counter of COUNTERS) {
    (sum as Counters)[counter] += by[counter];
  }
}
