import type { LlmProxyConfig } from '../../config';
import type { Principal } from '../../principals/types';
import type { RateState } from '../types';

/** Levels of buckets count this many to one, so that a millisecond adds a whole number. */
export const UNIT = 60_000;

/** Above this a bucket would not be exact. */
const MAX_LIMIT = 100_000_000_000;

/** The limits of one scope; 0 for none. */
export interface RateCheck {
  readonly scope: string;
  readonly requests: number;
  readonly tokens: number;
  readonly concurrency: number;
}

/** What a store found for one check: levels of the two buckets, and leases. */
export interface RateLevel {
  readonly requests: number;
  readonly tokens: number;
  readonly leases: number;
}

/** Where rates are counted. */
export interface RateStore {
  /** Takes from all checks or from none, in one call; `lease` ends the concurrency. */
  take(
    checks: readonly RateCheck[],
    tokens: number,
    lease: string,
  ): Promise<{ granted: boolean; levels: readonly RateLevel[] }>;
  look(checks: readonly RateCheck[]): Promise<readonly RateLevel[]>;
  drop(checks: readonly RateCheck[], lease: string): Promise<void>;
  close(): Promise<void>;
}

type Limits = LlmProxyConfig['quota']['rates'];

/** The checks for a caller, in the order user, service, team. */
export function checksOf(
  principal: Pick<Principal, 'user' | 'service' | 'team'>,
  limits: Limits,
): RateCheck[] {
  return (['user', 'service', 'team'] as const).flatMap(kind => {
    const scope = principal[kind];
    const limit = limits[kind];
    const check = {
      requests: Math.min(limit.requestsPerMinute ?? 0, MAX_LIMIT),
      tokens: Math.min(limit.tokensPerMinute ?? 0, MAX_LIMIT),
      concurrency: limit.concurrency ?? 0,
    };
    return scope !== null &&
      check.requests + check.tokens + check.concurrency > 0
      ? [{ scope, ...check }]
      : [];
  });
}

/** A part of the limits, for one of several replicas that cannot count together. */
export function shared(check: RateCheck, replicas: number): RateCheck {
  const part = (limit: number) =>
    limit && Math.max(1, Math.floor(limit / replicas));
  return {
    scope: check.scope,
    requests: part(check.requests),
    tokens: part(check.tokens),
    concurrency: part(check.concurrency),
  };
}

/** What is left of each limit of a check. */
export function statesOf(check: RateCheck, level: RateLevel): RateState[] {
  const { scope } = check;
  const buckets = (['requests', 'tokens'] as const).flatMap(kind => {
    const limit = check[kind];
    return limit
      ? [
          {
            ...{ scope, kind, limit, left: Math.floor(level[kind] / UNIT) },
            resetMs: Math.ceil((limit * UNIT - level[kind]) / limit),
          },
        ]
      : [];
  });
  const { concurrency: limit } = check;
  const left = Math.max(0, limit - level.leases);
  return limit
    ? [...buckets, { scope, kind: 'concurrency', limit, left, resetMs: 0 }]
    : buckets;
}

/** The first limit that has no room, and after how many seconds it may have. */
export function refusalOf(
  checks: readonly RateCheck[],
  levels: readonly RateLevel[],
  tokens: number,
): { state: RateState; retryAfter: number } | undefined {
  for (const [index, check] of checks.entries()) {
    const level = levels[index];
    for (const state of statesOf(check, level)) {
      if (state.kind === 'concurrency') {
        if (state.left < 1) {
          return { state, retryAfter: 1 };
        }
      } else {
        const need = state.kind === 'tokens' ? tokens : 1;
        const missing = need * UNIT - level[state.kind];
        if (missing > 0) {
          // What is larger than the bucket never fits; a minute is as good as any.
          const wait = Math.min(missing / state.limit, UNIT) / 1_000;
          return { state, retryAfter: Math.max(1, Math.ceil(wait)) };
        }
      }
    }
  }
  return undefined;
}

/** The one with the least part left, of requests and of tokens. */
export function tightest(states: readonly RateState[]): RateState[] {
  return (['requests', 'tokens'] as const).flatMap(kind => {
    const [first] = states
      .filter(state => state.kind === kind)
      .sort((a, b) => a.left / a.limit - b.left / b.limit);
    return first ? [first] : [];
  });
}
