import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Model } from '../models/types';
import type { Principal } from '../principals/types';

/**
 * The ledger of holds. One invariant: no reservation is granted unless
 * settled + unreconciled + held + it ≤ the limit in force at that instant, for
 * every scope of the hold that has a limit. Amounts are nano-dollars.
 */
export interface Ledger {
  readonly kind: 'memory' | 'database' | 'redis';
  /** False when a restart forgets: it then starts from the sums of the audit. */
  readonly durable: boolean;
  /** All scopes or none. Rejects with {@link LedgerUnavailableError}. */
  reserve(request: HoldRequest): Promise<Reservation>;
  /**
   * Ends a hold. Idempotent by id: the first end counts, except that a
   * `settled` or `released` end replaces the hold's own `unreconciled` one.
   * An amount above the hold is charged in full and reported as a breach.
   */
  end(id: string, end: HoldEnd): Promise<EndResult>;
  /** Turns open holds that expired before `now` to `unreconciled`; at most `limit`. */
  reap(now: number, limit: number): Promise<Hold[]>;
  /**
   * Limits in force from now on; scopes not named keep theirs. Null: no limit.
   * Ignored when a later revision is in force, so that a slow replica does not
   * bring back what was changed since.
   */
  setLimits(
    limits: ReadonlyMap<string, number | null>,
    revision: number,
  ): Promise<void>;
  balances(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, Balance>>;
  /** Open and unreconciled holds, by creation, for the operator's view. */
  holds(query: HoldQuery): Promise<Hold[]>;
  /**
   * What became of holds, also of those that ended less than an hour ago.
   * Holds that are not known are left out.
   */
  outcomes(ids: readonly string[]): Promise<Map<string, HoldOutcome>>;
  /** Adds settled spend of the past to a period, idempotent by id; ignores limits. */
  importSettled(entry: {
    id: string;
    scopes: readonly string[];
    period: string;
    amount: number;
  }): Promise<boolean>;
  close(): Promise<void>;
}

export interface HoldRequest {
  /** Minted by us, unique for ever. */
  readonly id: string;
  readonly attemptId: string;
  /** Sorted, distinct. At least one must have a limit, else `unlimited` refuses. */
  readonly scopes: readonly string[];
  /** `2026-11`, UTC, fixed when the hold is made. */
  readonly period: string;
  readonly amount: number;
  readonly createdAt: number;
  readonly expiresAt: number;
}

export interface Hold extends HoldRequest {
  readonly state: 'open' | 'unreconciled';
}

export interface HoldOutcome {
  readonly state: 'open' | 'unreconciled' | 'settled' | 'released';
  readonly attemptId: string;
  readonly period: string;
  /** What counts: the charge of a settled hold, 0 of a released one, else the hold. */
  readonly amount: number;
}

export interface HoldQuery {
  readonly scope?: string;
  readonly state?: 'open' | 'unreconciled';
  /** Only holds after this one, in the order (createdAt, id). */
  readonly after?: { createdAt: number; id: string };
  readonly limit: number;
}

export type Reservation =
  | { readonly granted: true }
  | {
      readonly granted: false;
      /** The first scope in order that has no room; null when none has a limit. */
      readonly scope: string | null;
      readonly limit: number | null;
      /** What is left there, ≥ 0 unless a limit was cut. */
      readonly headroom: number | null;
    };

export type HoldEnd =
  | { readonly state: 'settled'; readonly amount: number }
  | { readonly state: 'released' }
  | { readonly state: 'unreconciled' };

export interface EndResult {
  /** False for a hold that is unknown or had ended for good before. */
  readonly applied: boolean;
  /** True when the actual passed the hold: the bound was wrong. */
  readonly breach: boolean;
}

export interface Balance {
  readonly limit: number | null;
  readonly settled: number;
  readonly held: number;
  readonly unreconciled: number;
}

/** The store did not answer in time, or lost what it must not lose: fail closed. */
export class LedgerUnavailableError extends Error {
  readonly name = 'LedgerUnavailableError';
  /** @param retryAfter - Seconds. */
  constructor(
    message: string,
    readonly retryAfter = 5,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Requests and tokens by minute, and calls at a time; apart from budgets. */
export interface RateLimiter {
  /** Once per request, before the first attempt. */
  acquire(principal: Principal, tokens: number): Promise<RateGrant>;
  /** What is left now, for the portal and `x-ratelimit-*`. */
  state(
    principal: Pick<Principal, 'user' | 'service' | 'team'>,
  ): Promise<RateState[]>;
  close(): Promise<void>;
}

export type RateGrant =
  | {
      readonly granted: true;
      /** The tightest of requests and of tokens, for `x-ratelimit-*`. */
      readonly states: readonly RateState[];
      /** Ends the concurrency lease; call it on every path, once or more. */
      release(): void;
    }
  | {
      readonly granted: false;
      readonly state: RateState;
      /** Seconds, at least 1. */
      readonly retryAfter: number;
    };

export interface RateState {
  readonly scope: string;
  readonly kind: 'requests' | 'tokens' | 'concurrency';
  readonly limit: number;
  readonly left: number;
  /** Milliseconds until it is full again. */
  readonly resetMs: number;
}

/** What a call can cost at most, in tokens; see `bound.ts`. */
export interface Bound {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/**
 * Bounds the call from above, or says which part of it has no bound.
 * `outputCap` is the smallest of what the caller, the policy and the model allow.
 */
export type BoundFunction = (request: {
  operation: LlmOperation;
  model: Model;
  /** Length of the body on the wire. */
  bodyBytes: number;
  value: Readonly<Record<string, unknown>>;
  outputCap: number;
}) => Bound | { readonly unbounded: string };

/** Tokens of one call as the provider counted them. `input` includes `cachedInput`. */
export interface Usage {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}
