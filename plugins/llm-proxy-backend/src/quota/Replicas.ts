import type { Knex } from 'knex';
import { randomUUID } from 'node:crypto';
import { type Int, isEmbedded, rowsOf } from './sql/rows';

/** After which a silent replica's row is removed, in milliseconds. */
const FORGET = 60 * 60 * 1000;

interface ReplicaRow {
  id: string;
  store: string;
  started_at: Int;
}

export interface ReplicaOptions {
  /** Of this process; others see it. */
  readonly store: string;
  /** Milliseconds between heartbeats; default 1500. */
  readonly every?: number;
  /** A replica counts as gone when it was silent for so long; default 6000. */
  readonly liveFor?: number;
}

/**
 * Who else serves the proxy with this database. A replica that was silent for
 * too long is a new one when it comes back: others may have taken over.
 */
export class Replicas {
  readonly #knex: Knex;
  readonly #store: string;
  readonly #every: number;
  readonly #liveFor: number;
  readonly #id = randomUUID();
  #live: ReplicaRow[] = [];
  /** Of the last heartbeat, by a clock that nobody sets. */
  #beatAt = -Infinity;
  #reign = 0;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #closed = false;

  constructor(knex: Knex, options: ReplicaOptions) {
    this.#knex = knex;
    this.#store = options.store;
    this.#every = options.every ?? 1_500;
    this.#liveFor = options.liveFor ?? 6_000;
  }

  /** At least 1: this one. */
  get count(): number {
    return Math.max(1, this.#live.length);
  }

  /**
   * Whether this is the replica that has served for longest: a number that is
   * new each time it becomes so, or null when another is, or when it cannot
   * tell, for its own heartbeat is late.
   */
  get reign(): number | null {
    const fresh = performance.now() - this.#beatAt < this.#liveFor / 2;
    return fresh && this.#live[0]?.id === this.#id ? this.#reign : null;
  }

  /** UTC milliseconds since when the oldest other one runs; null when there is none. */
  get otherSince(): number | null {
    const other = this.#live.find(({ id }) => id !== this.#id);
    return other ? Number(other.started_at) : null;
  }

  async start(): Promise<void> {
    await this.beat();
    this.#schedule();
  }

  /** Leaves at once, so that the next process need not wait. */
  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#timer);
    await this.#running.catch(() => {});
    await this.#knex('replica')
      .where({ id: this.#id })
      .delete()
      .catch(() => {});
  }

  /** Says that this replica lives, and looks who else does. */
  async beat(): Promise<void> {
    const began = performance.now();
    const now = isEmbedded(this.#knex)
      ? 'cast(? as bigint)'
      : '(extract(epoch from clock_timestamp()) * 1000)::bigint + 0 * cast(? as bigint)';
    const clock = Date.now();
    const away = began - this.#beatAt > this.#liveFor;
    await this.#knex.raw(
      `insert into replica (id, store, started_at, seen_at)
       values (?, ?, ${now}, ${now})
       on conflict (id) do update set seen_at = excluded.seen_at
       ${away ? ', started_at = excluded.started_at' : ''}`,
      [this.#id, this.#store, clock, clock],
    );
    const live = await rowsOf<ReplicaRow>(
      this.#knex,
      `select id, store, started_at from replica
       where seen_at > ${now} - ? order by started_at, id`,
      [clock, this.#liveFor],
    );
    await this.#knex.raw(`delete from replica where seen_at < ${now} - ?`, [
      clock,
      FORGET,
    ]);
    const before = away ? undefined : this.#live[0]?.id;
    if (live[0]?.id === this.#id && before !== this.#id) {
      this.#reign += 1;
    }
    this.#live = live;
    this.#beatAt = began;
  }

  #schedule(): void {
    if (!this.#closed) {
      this.#timer = setTimeout(() => {
        this.#running = this.beat();
        this.#running.catch(() => {}).then(() => this.#schedule());
      }, this.#every);
      this.#timer.unref();
    }
  }
}
