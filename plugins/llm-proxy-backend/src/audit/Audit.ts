import type { Knex } from 'knex';
import { setTimeout as sleep } from 'node:timers/promises';
import { CheckpointStore } from './CheckpointStore';
import type { FileLog } from './FileLog';
import type { LogFiles } from './files';
import type { Outbox, Position } from './Outbox';
import type { PromptKeys } from './PromptKeys';
import { rebuild, type SettlementOf } from './rebuild';
import type { SegmentRetention } from './SegmentRetention';
import type { SegmentWriter } from './SegmentWriter';
import type { AuditLog } from './types';
import type { Writers } from './Writers';

export interface AuditParts {
  readonly knex: Knex;
  readonly clock: () => number;
  readonly random: () => string;
  readonly onError: (error: unknown) => void;
  readonly files: LogFiles;
  readonly writer: string;
  readonly writers: Writers;
  readonly segments: SegmentWriter;
  readonly log: FileLog;
  readonly outbox: Outbox;
  readonly prompts: PromptKeys;
  readonly retention: SegmentRetention;
  readonly settlementOf: SettlementOf | null;
}

const CHECKPOINT_EVERY = 60_000;
const REBUILD_EVERY = 30_000;
const PRUNE_EVERY = 60_000;
const CLOSE_DEADLINE = 10_000;

/** The log of this process, and the delivery of all logs in its directory. */
export class Audit {
  /** Where the data path writes. */
  readonly log: AuditLog;
  readonly #parts: AuditParts;
  readonly #checkpoints: CheckpointStore;
  readonly #done = new Set<string>();
  readonly #last = new Map<string, number>();
  #delivering: Promise<void> | null = null;
  #loop: { stop: AbortController; ended: Promise<void> } | null = null;

  constructor(parts: AuditParts) {
    this.#parts = parts;
    this.#checkpoints = new CheckpointStore(parts);
    const { log, prompts } = parts;
    this.log = {
      intent: record => log.intent(record),
      append: record => log.append(record),
      prompt: (tenant, body) => prompts.mac(tenant, body),
      close: deadline => this.close(deadline),
    };
  }

  /** Name of this process in the log. */
  get writer(): string {
    return this.#parts.writer;
  }

  /** Bytes that the database does not have yet. */
  get backlog(): number {
    return this.#parts.log.backlog;
  }

  /** Delivers again and again, with a pause in milliseconds; failures go to `onError`. */
  start(pause = 1_000): void {
    const stop = new AbortController();
    this.#loop ??= { stop, ended: this.#run(pause, stop.signal) };
  }

  /**
   * Brings to the database what is durable: of this process, and of others in
   * the directory that are gone. One at a time; further callers share it.
   */
  async deliver(): Promise<void> {
    this.#delivering ??= this.#deliver().finally(() => {
      this.#delivering = null;
    });
    await this.#delivering;
  }

  /** See `AuditLog.close`. */
  async close(deadlineMs = CLOSE_DEADLINE): Promise<void> {
    this.#loop?.stop.abort();
    const timer = new AbortController();
    const deadline = sleep(deadlineMs, undefined, { signal: timer.signal });
    await Promise.race([this.#finish(), deadline.catch(() => {})]);
    timer.abort();
  }

  async #run(pause: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.deliver().catch(this.#parts.onError);
      await sleep(pause, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  async #finish(): Promise<void> {
    const { log, outbox, writer, onError } = this.#parts;
    try {
      await this.#loop?.ended;
      await log.close();
      // One that is under way does not know the last records.
      await this.#delivering?.catch(onError);
      await this.deliver();
      await outbox.finish(writer, await outbox.position(writer));
    } catch (error) {
      onError(error);
    }
  }

  async #deliver(): Promise<void> {
    const { writers, writer, log, outbox, segments } = this.#parts;
    await writers.beat(writer);
    await this.#every('checkpoint', CHECKPOINT_EVERY, () => log.checkpoint());
    const { durable } = log;
    const own = await outbox.deliver(writer, durable);
    const kept = new Map<string, number>([[writer, own.segment]]);
    const others = await this.#deliverOthers(kept);
    log.progress(segments.totalAt(own.segment, own.position), others);
    await this.#every('rebuild', REBUILD_EVERY, () => this.#rebuild());
    await this.#every('prune', PRUNE_EVERY, () => this.#prune(kept));
  }

  /** Resolves with the bytes that could not be delivered. */
  async #deliverOthers(kept: Map<string, number>): Promise<number> {
    const { writers, writer, outbox, onError } = this.#parts;
    let left = 0;
    for (const other of await writers.list()) {
      if (other === writer) {
        continue;
      }
      if (this.#done.has(other)) {
        kept.set(other, Infinity);
        continue;
      }
      const before = await outbox.position(other);
      if (before.done) {
        this.#done.add(other);
        kept.set(other, Infinity);
        await this.#checkpoints.deliver(other);
      } else if (await writers.isGone(other)) {
        try {
          await this.#takeOver(other);
          kept.set(other, Infinity);
        } catch (error) {
          // One log that cannot be delivered does not hold up the others.
          onError(error);
          left += await this.#left(other, await outbox.position(other));
        }
      }
    }
    await this.#checkpoints.deliver(writer);
    return left;
  }

  async #takeOver(other: string): Promise<void> {
    const { outbox, log, random, clock } = this.#parts;
    const at = await outbox.deliver(other, null);
    // What is left is a line that a crash tore.
    const torn = await this.#left(other, at);
    await outbox.finish(other, at);
    await this.#checkpoints.deliver(other);
    this.#done.add(other);
    log.append({
      type: 'act',
      id: random(),
      at: clock(),
      by: 'audit',
      what: 'audit.recovered',
      detail: { writer: other, records: at.records, head: at.head, torn },
    });
  }

  async #left(writer: string, at: Position): Promise<number> {
    const segments = await this.#parts.writers.segments(writer);
    return segments
      .filter(({ segment }) => segment >= at.segment)
      .reduce((sum, { segment, size }) => {
        return sum + size - (segment === at.segment ? at.position : 0);
      }, 0);
  }

  async #rebuild(): Promise<void> {
    const { knex, settlementOf, clock, log } = this.#parts;
    if (settlementOf) {
      for await (const completion of rebuild(knex, settlementOf, clock)) {
        log.append(completion);
      }
    }
  }

  async #prune(kept: ReadonlyMap<string, number>): Promise<void> {
    const { retention, segments, writer } = this.#parts;
    await retention.prune(kept);
    segments.forget((kept.get(writer) ?? 0) - 1);
  }

  async #every(
    name: string,
    period: number,
    work: () => Promise<void>,
  ): Promise<void> {
    const now = performance.now();
    if (now - (this.#last.get(name) ?? -Infinity) >= period) {
      await work();
      this.#last.set(name, now);
    }
  }
}
