import { checkAmount, checkRequest } from './check';
import type {
  Balance,
  EndResult,
  Hold,
  HoldEnd,
  HoldOutcome,
  HoldQuery,
  HoldRequest,
  Ledger,
  Reservation,
} from './types';

type Sums = { settled: number; held: number; unreconciled: number };

/**
 * The ledger of one process. It forgets at its end, so it begins with what the
 * audit says was spent in the period.
 */
export class MemoryLedger implements Ledger {
  readonly kind = 'memory';
  readonly durable = false;
  readonly #limits = new Map<string, number>();
  readonly #periods = new Map<string, Map<string, Sums>>();
  readonly #holds = new Map<string, Hold>();
  readonly #imports = new Set<string>();
  #revision = 0;

  /** @param spent - Nano-dollars of the period by scope, open calls at their holds. */
  constructor(start?: { period: string; spent: ReadonlyMap<string, number> }) {
    for (const [scope, amount] of start?.spent ?? []) {
      this.#sums(start!.period, scope).settled += checkAmount(amount);
    }
  }

  async reserve(request: HoldRequest): Promise<Reservation> {
    checkRequest(request);
    const known = this.#holds.get(request.id);
    if (known) {
      return { granted: true };
    }
    const refused = this.#refusal(request);
    if (refused) {
      return refused;
    }
    for (const scope of request.scopes) {
      this.#sums(request.period, scope).held += request.amount;
    }
    const { id, attemptId, scopes, period, amount, createdAt, expiresAt } =
      request;
    this.#holds.set(id, {
      ...{ id, attemptId, scopes: [...scopes], period, amount },
      ...{ createdAt, expiresAt, state: 'open' },
    });
    return { granted: true };
  }

  async end(id: string, end: HoldEnd): Promise<EndResult> {
    const charged = end.state === 'settled' ? checkAmount(end.amount) : 0;
    const hold = this.#holds.get(id);
    if (!hold || hold.state === end.state) {
      return { applied: false, breach: false };
    }
    const from = hold.state === 'open' ? 'held' : 'unreconciled';
    for (const scope of hold.scopes) {
      const sums = this.#sums(hold.period, scope);
      sums[from] -= hold.amount;
      sums.settled += charged;
      if (end.state === 'unreconciled') {
        sums.unreconciled += hold.amount;
      }
    }
    if (end.state === 'unreconciled') {
      this.#holds.set(id, { ...hold, state: 'unreconciled' });
    } else {
      this.#holds.delete(id);
    }
    return { applied: true, breach: charged > hold.amount };
  }

  async reap(now: number, limit: number): Promise<Hold[]> {
    const expired = [...this.#holds.values()]
      .filter(hold => hold.state === 'open' && hold.expiresAt < now)
      .sort((a, b) => a.expiresAt - b.expiresAt || compare(a.id, b.id))
      .slice(0, limit);
    for (const { id } of expired) {
      await this.end(id, { state: 'unreconciled' });
    }
    return expired.map(hold => ({ ...hold, state: 'unreconciled' }));
  }

  async setLimits(
    limits: ReadonlyMap<string, number | null>,
    revision: number,
  ): Promise<void> {
    if (revision < this.#revision) {
      return;
    }
    this.#revision = revision;
    for (const [scope, limit] of limits) {
      if (limit === null) {
        this.#limits.delete(scope);
      } else {
        this.#limits.set(scope, checkAmount(limit));
      }
    }
  }

  async balances(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, Balance>> {
    const known = this.#periods.get(period);
    return new Map(
      scopes.map(scope => [
        scope,
        {
          limit: this.#limits.get(scope) ?? null,
          settled: known?.get(scope)?.settled ?? 0,
          held: known?.get(scope)?.held ?? 0,
          unreconciled: known?.get(scope)?.unreconciled ?? 0,
        },
      ]),
    );
  }

  async holds({ scope, state, after, limit }: HoldQuery): Promise<Hold[]> {
    return [...this.#holds.values()]
      .filter(
        hold =>
          (scope === undefined || hold.scopes.includes(scope)) &&
          (state === undefined || hold.state === state) &&
          (!after || byCreation(after, hold) < 0),
      )
      .sort(byCreation)
      .slice(0, limit);
  }

  async outcomes(ids: readonly string[]): Promise<Map<string, HoldOutcome>> {
    return new Map(
      ids.flatMap(id => {
        const hold = this.#holds.get(id);
        if (!hold) {
          return [];
        }
        const { state, attemptId, period, amount } = hold;
        return [[id, { state, attemptId, period, amount }] as const];
      }),
    );
  }

  async importSettled(entry: {
    id: string;
    scopes: readonly string[];
    period: string;
    amount: number;
  }): Promise<boolean> {
    checkAmount(entry.amount);
    if (this.#imports.has(entry.id)) {
      return false;
    }
    this.#imports.add(entry.id);
    for (const scope of entry.scopes) {
      this.#sums(entry.period, scope).settled += entry.amount;
    }
    return true;
  }

  async close(): Promise<void> {}

  #refusal({ scopes, period, amount }: HoldRequest): Reservation | undefined {
    let limited = false;
    for (const scope of scopes) {
      const limit = this.#limits.get(scope);
      if (limit !== undefined) {
        limited = true;
        const { settled, held, unreconciled } = this.#sums(period, scope);
        const headroom = limit - settled - held - unreconciled;
        if (amount > headroom) {
          return { granted: false, scope, limit, headroom };
        }
      }
    }
    return limited
      ? undefined
      : { granted: false, scope: null, limit: null, headroom: null };
  }

  #sums(period: string, scope: string): Sums {
    let scopes = this.#periods.get(period);
    if (!scopes) {
      scopes = new Map();
      this.#periods.set(period, scopes);
    }
    let sums = scopes.get(scope);
    if (!sums) {
      sums = { settled: 0, held: 0, unreconciled: 0 };
      scopes.set(scope, sums);
    }
    return sums;
  }
}

function byCreation(
  a: { createdAt: number; id: string },
  b: { createdAt: number; id: string },
): number {
  return a.createdAt - b.createdAt || compare(a.id, b.id);
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
