import { MemoryLedger } from './MemoryLedger';
import type { Replicas } from './Replicas';
import {
  type Balance,
  type EndResult,
  type Hold,
  type HoldEnd,
  type HoldOutcome,
  type HoldQuery,
  type HoldRequest,
  type Ledger,
  LedgerUnavailableError,
  type Reservation,
} from './types';

type Start = { period: string; spent: ReadonlyMap<string, number> };

/**
 * The memory ledger of the one replica that may have one: the eldest. Each
 * time this replica becomes that, it begins anew from the audit's sums, for
 * another may have spent meanwhile.
 */
export class SoleLedger implements Ledger {
  readonly kind = 'memory';
  readonly durable = false;
  readonly #replicas: Pick<Replicas, 'reign' | 'otherSince'>;
  readonly #start: () => Promise<Start>;
  #limits: { limits: ReadonlyMap<string, number | null>; revision: number } = {
    limits: new Map(),
    revision: 0,
  };
  #current: { reign: number; ledger: Promise<MemoryLedger> } | undefined;

  constructor(
    replicas: Pick<Replicas, 'reign' | 'otherSince'>,
    start: () => Promise<Start>,
  ) {
    this.#replicas = replicas;
    this.#start = start;
  }

  async reserve(request: HoldRequest): Promise<Reservation> {
    return (await this.#mine()).reserve(request);
  }

  /** Also of holds that were made before another took over: they are unknown then. */
  async end(id: string, end: HoldEnd): Promise<EndResult> {
    return (await this.#last()).end(id, end);
  }

  async reap(now: number, limit: number): Promise<Hold[]> {
    return (await this.#last()).reap(now, limit);
  }

  async setLimits(
    limits: ReadonlyMap<string, number | null>,
    revision: number,
  ): Promise<void> {
    if (revision >= this.#limits.revision) {
      const all = new Map([...this.#limits.limits, ...limits]);
      this.#limits = { limits: all, revision };
    }
    await (await this.#current?.ledger)?.setLimits(limits, revision);
  }

  async balances(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, Balance>> {
    return (await this.#mine()).balances(scopes, period);
  }

  async holds(query: HoldQuery): Promise<Hold[]> {
    return (await this.#last()).holds(query);
  }

  async outcomes(ids: readonly string[]): Promise<Map<string, HoldOutcome>> {
    return (await this.#last()).outcomes(ids);
  }

  async importSettled(entry: {
    id: string;
    scopes: readonly string[];
    period: string;
    amount: number;
  }): Promise<boolean> {
    return (await this.#mine()).importSettled(entry);
  }

  async close(): Promise<void> {}

  async #last(): Promise<MemoryLedger> {
    return this.#current ? this.#current.ledger : this.#mine();
  }

  async #mine(): Promise<MemoryLedger> {
    const { reign, otherSince } = this.#replicas;
    if (reign === null) {
      const since = otherSince && new Date(otherSince).toISOString();
      throw new LedgerUnavailableError(
        since
          ? `llmProxy.quota.store is memory, which counts in one process only, and another replica runs since ${since}: set it to database or redis, or run one replica`
          : 'The database did not confirm that this replica is the only one',
      );
    }
    if (this.#current?.reign !== reign) {
      const made = { reign, ledger: this.#make() };
      this.#current = made;
      made.ledger.catch(() => {
        if (this.#current === made) {
          this.#current = undefined;
        }
      });
    }
    return this.#current!.ledger;
  }

  async #make(): Promise<MemoryLedger> {
    try {
      const ledger = new MemoryLedger(await this.#start());
      const { limits, revision } = this.#limits;
      await ledger.setLimits(limits, revision);
      return ledger;
    } catch (error) {
      throw new LedgerUnavailableError(
        'The audit did not say what was spent',
        undefined,
        { cause: error },
      );
    }
  }
}
