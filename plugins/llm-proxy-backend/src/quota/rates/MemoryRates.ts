import {
  type RateCheck,
  type RateLevel,
  type RateStore,
  refusalOf,
  shared,
  UNIT,
} from './measure';

/** Scopes that are kept before full ones are looked for. */
const SWEEP_AT = 10_000;

interface Entry {
  requests: number;
  tokens: number;
  /** Milliseconds of `now`, when the levels were so. */
  at: number;
  /** Ids and when they expire. */
  leases: Map<string, number>;
}

/** Rates of one process, each with its part of the limits. */
export class MemoryRates implements RateStore {
  readonly #entries = new Map<string, Entry>();
  readonly #replicas: () => number;
  readonly #leaseFor: number;
  readonly #now: () => number;
  #sweepAt = SWEEP_AT;

  /** @param options - `leaseFor` in milliseconds */
  constructor(options: {
    replicas: () => number;
    leaseFor: number;
    now?: () => number;
  }) {
    this.#replicas = options.replicas;
    this.#leaseFor = options.leaseFor;
    this.#now = options.now ?? Date.now;
  }

  async take(
    checks: readonly RateCheck[],
    tokens: number,
    lease: string,
  ): Promise<{ granted: boolean; levels: readonly RateLevel[] }> {
    const parts = this.#parts(checks);
    const entries = parts.map(part => this.#entry(part));
    const before = entries.map(levelOf);
    if (refusalOf(parts, before, tokens)) {
      return { granted: false, levels: before };
    }
    for (const [index, entry] of entries.entries()) {
      const part = parts[index];
      entry.requests -= part.requests && UNIT;
      entry.tokens -= part.tokens && tokens * UNIT;
      if (part.concurrency) {
        entry.leases.set(lease, this.#now() + this.#leaseFor);
      }
    }
    this.#sweep();
    return { granted: true, levels: entries.map(levelOf) };
  }

  async look(checks: readonly RateCheck[]): Promise<readonly RateLevel[]> {
    return this.#parts(checks).map(part => levelOf(this.#entry(part)));
  }

  async drop(checks: readonly RateCheck[], lease: string): Promise<void> {
    for (const { scope } of checks) {
      this.#entries.get(scope)?.leases.delete(lease);
    }
  }

  async close(): Promise<void> {}

  /** The limits that this process has; levels are measured against them. */
  #parts(checks: readonly RateCheck[]): RateCheck[] {
    return checks.map(check => shared(check, this.#replicas()));
  }

  #entry({ scope, requests, tokens }: RateCheck): Entry {
    const now = this.#now();
    const full = { requests: requests * UNIT, tokens: tokens * UNIT };
    let entry = this.#entries.get(scope);
    if (!entry) {
      entry = { ...full, at: now, leases: new Map() };
      this.#entries.set(scope, entry);
    }
    const passed = Math.max(0, now - entry.at);
    entry.requests = Math.min(
      full.requests,
      entry.requests + passed * requests,
    );
    entry.tokens = Math.min(full.tokens, entry.tokens + passed * tokens);
    entry.at = now;
    for (const [id, expires] of entry.leases) {
      if (expires <= now) {
        entry.leases.delete(id);
      }
    }
    return entry;
  }

  /** Forgets scopes that nobody used for a minute: their buckets are full. */
  #sweep(): void {
    if (this.#entries.size > this.#sweepAt) {
      const now = this.#now();
      for (const [scope, { at, leases }] of this.#entries) {
        if (now - at > UNIT && !leases.size) {
          this.#entries.delete(scope);
        }
      }
      this.#sweepAt = Math.max(SWEEP_AT, 2 * this.#entries.size);
    }
  }
}

function levelOf({ requests, tokens, leases }: Entry): RateLevel {
  return { requests, tokens, leases: leases.size };
}
