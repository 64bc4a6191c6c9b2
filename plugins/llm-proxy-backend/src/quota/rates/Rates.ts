import { randomUUID } from 'node:crypto';
import type { LlmProxyConfig } from '../../config';
import type { Principal } from '../../principals/types';
import {
  LedgerUnavailableError,
  type RateGrant,
  type RateLimiter,
  type RateState,
} from '../types';
import {
  checksOf,
  type RateCheck,
  type RateLevel,
  type RateStore,
  refusalOf,
  shared,
  statesOf,
  tightest,
} from './measure';

/** Where a request was counted, with the limits that hold there. */
interface Counted<T> {
  readonly store: RateStore;
  readonly checks: readonly RateCheck[];
  readonly result: T;
}

/**
 * Requests and tokens by minute and calls at a time. Rates protect providers
 * and neighbours, not money: when the store of all replicas is away, each
 * replica counts its own part.
 */
export class Rates implements RateLimiter {
  readonly #limits: LlmProxyConfig['quota']['rates'];
  readonly #common: RateStore | undefined;
  readonly #own: RateStore;
  readonly #replicas: () => number;
  readonly #id: () => string;

  /** @param options - `common` counts for all replicas, `own` for this one */
  constructor(options: {
    limits: LlmProxyConfig['quota']['rates'];
    common?: RateStore;
    own: RateStore;
    replicas: () => number;
    id?: () => string;
  }) {
    this.#limits = options.limits;
    this.#common = options.common;
    this.#own = options.own;
    this.#replicas = options.replicas;
    this.#id = options.id ?? randomUUID;
  }

  async acquire(principal: Principal, tokens: number): Promise<RateGrant> {
    const all = checksOf(principal, this.#limits);
    if (!all.length) {
      return { granted: true, states: [], release() {} };
    }
    const lease = this.#id();
    const { store, checks, result } = await this.#counted(all, one =>
      one.take(all, tokens, lease),
    );
    if (!result.granted) {
      const refusal = refusalOf(checks, result.levels, tokens);
      const [state] = statesOf(checks[0], result.levels[0]);
      return { granted: false, ...(refusal ?? { state, retryAfter: 1 }) };
    }
    let released = false;
    return {
      granted: true,
      states: tightest(statesOfAll(checks, result.levels)),
      release() {
        if (!released) {
          released = true;
          // What is not dropped expires.
          store.drop(all, lease).catch(() => {});
        }
      },
    };
  }

  async state(
    principal: Pick<Principal, 'user' | 'service' | 'team'>,
  ): Promise<RateState[]> {
    const all = checksOf(principal, this.#limits);
    if (!all.length) {
      return [];
    }
    const { checks, result } = await this.#counted(all, one => one.look(all));
    return statesOfAll(checks, result);
  }

  async close(): Promise<void> {
    await this.#common?.close();
    await this.#own.close();
  }

  async #counted<T>(
    checks: readonly RateCheck[],
    work: (store: RateStore) => Promise<T>,
  ): Promise<Counted<T>> {
    if (this.#common) {
      try {
        const store = this.#common;
        return { store, checks, result: await work(store) };
      } catch (error) {
        if (!(error instanceof LedgerUnavailableError)) {
          throw error;
        }
      }
    }
    const replicas = this.#replicas();
    return {
      store: this.#own,
      checks: checks.map(check => shared(check, replicas)),
      result: await work(this.#own),
    };
  }
}

function statesOfAll(
  checks: readonly RateCheck[],
  levels: readonly RateLevel[],
): RateState[] {
  return checks.flatMap((check, index) => statesOf(check, levels[index]));
}
