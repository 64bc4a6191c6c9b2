import type { Knex } from 'knex';
import { currentEpoch } from './epoch';
import { RevocationStore } from './RevocationStore';
import { withTimeout } from './withTimeout';
import { StopStore, type StopRow } from './StopStore';
import { CredentialsUnavailableError } from './types';

/** A stop takes effect everywhere within this time; see {@link CredentialState.fresh}. */
const MAX_AGE = 5_000;

/** After a look at the database that failed. */
const PAUSE = 1_000;

const PRUNE_EVERY = 10 * 60_000;

/**
 * Stops and revocations as of the last look at the database. One row is read
 * as long as nothing changes.
 */
export class CredentialState {
  readonly stops: StopStore;
  readonly revocations: RevocationStore;
  readonly #knex: Knex;
  readonly #clock: () => number;
  readonly #stopped = new Map<string, StopRow>();
  readonly #revoked = new Map<string, number>();
  #version = -1;
  #seenAt = -Infinity;
  #failedAt = -Infinity;
  #prunedAt: number;
  #pending: Promise<void> | undefined;

  constructor(knex: Knex, clock: () => number) {
    this.#knex = knex;
    this.#clock = clock;
    this.#prunedAt = clock();
    this.stops = new StopStore(knex);
    this.revocations = new RevocationStore(knex);
  }

  /** Grows with every change. */
  get version(): number {
    return this.#version;
  }

  /**
   * False when the database was not seen for 5 s: then a stop may have been
   * missed, and nobody may be let in before the next look.
   */
  fresh(now: number): boolean {
    return now - this.#seenAt < MAX_AGE;
  }

  /** @throws CredentialsUnavailableError when the database cannot be read. */
  async ensureFresh(): Promise<void> {
    const now = this.#clock();
    if (this.fresh(now)) {
      return;
    }
    if (now - this.#failedAt < PAUSE && now >= this.#failedAt) {
      throw unreadable();
    }
    await this.poll();
  }

  /** Entities that are stopped now, by ref. */
  list(): StopRow[] {
    return [...this.#stopped.values()]
      .filter(({ active }) => active)
      .sort((a, b) => (a.entityRef < b.entityRef ? -1 : 1));
  }

  /** The first stop that a credential of that epoch falls under. */
  stopFor(refs: Iterable<string | null>, epoch: number): StopRow | undefined {
    let earlier: StopRow | undefined;
    for (const ref of refs) {
      const stop = ref === null ? undefined : this.#stopped.get(ref);
      if (stop?.active) {
        return stop;
      }
      if (stop && epoch < stop.epoch) {
        earlier = stop;
      }
    }
    return earlier;
  }

  isRevoked(jti: string): boolean {
    return this.#revoked.has(jti);
  }

  /** Looks at the database anew, after a look that is under way. */
  async refresh(): Promise<void> {
    await this.#pending?.catch(() => undefined);
    await this.poll();
  }

  /**
   * Looks at the database, or joins the look that is under way.
   *
   * @throws CredentialsUnavailableError
   */
  async poll(): Promise<void> {
    this.#pending ??= withTimeout(this.#read()).finally(() => {
      this.#pending = undefined;
    });
    try {
      await this.#pending;
    } catch (error) {
      this.#failedAt = this.#clock();
      throw unreadable(error);
    }
  }

  async #read(): Promise<void> {
    const startedAt = this.#clock();
    const version = await currentEpoch(this.#knex);
    if (version !== this.#version) {
      const [stops, revocations] = await Promise.all([
        this.stops.since(this.#version),
        this.revocations.since(this.#version),
      ]);
      for (const stop of stops) {
        this.#stopped.set(stop.entityRef, stop);
      }
      for (const { jti, expiresAt } of revocations) {
        this.#revoked.set(jti, expiresAt);
      }
      this.#version = version;
    }
    this.#seenAt = startedAt;
    if (startedAt - this.#prunedAt >= PRUNE_EVERY) {
      this.#prunedAt = startedAt;
      await this.#prune(startedAt);
    }
  }

  async #prune(now: number): Promise<void> {
    for (const [jti, expiresAt] of this.#revoked) {
      if (expiresAt < now) {
        this.#revoked.delete(jti);
      }
    }
    await this.revocations.prune(now);
  }
}

function unreadable(cause?: unknown): CredentialsUnavailableError {
  return new CredentialsUnavailableError(
    'Stops and revocations cannot be read',
    { cause },
  );
}
