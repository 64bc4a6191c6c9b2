import { AuditUnavailableError } from './errors';
import type { Durable, SegmentWriter } from './SegmentWriter';
import type { AuditIntent, AuditRecord } from './types';

export interface FileLogOptions {
  readonly mode: 'strict' | 'bounded';
  /** Milliseconds that records of bounded mode wait for the disk. */
  readonly flushInterval: number;
  /** Milliseconds that strict intents wait for company, when there is any. */
  readonly groupCommit: number;
  /** Milliseconds after which a disk that does not answer counts as failed. */
  readonly commitTimeout: number;
  /** Bytes on disk and in memory that are not delivered. */
  readonly maxBytes: number;
  readonly writer: SegmentWriter;
  /** A record of the log's own: what it had to drop. */
  readonly dropped: (denials: number) => AuditRecord;
  /** Called with what could not be written; never with a record. */
  readonly onError: (error: unknown) => void;
}

interface Waiter {
  resolve(): void;
  reject(error: unknown): void;
}

/** Records by batch; so that a sync of many does not hold the thread for long. */
const BATCH_BYTES = 256 * 1024;
/** Signed at least that often. */
const CHECKPOINT_RECORDS = 1_000;
/** Denials give way first: callers without a credential can make any number. */
const DENIAL_SHARE = 0.5;
/** Bytes in memory; beyond them a disk that hangs would take the process down. */
const MEMORY_BYTES = 32 * 1024 * 1024;

/**
 * The queue before the disk. Strict intents share a sync: records that arrive
 * while one runs go with the next.
 */
export class FileLog {
  readonly #options: FileLogOptions;
  #records: string[] = [];
  #waiters: Waiter[] = [];
  #pendingBytes = 0;
  #deliveredBytes = 0;
  #otherBytes = 0;
  #droppedDenials = 0;
  #failure: 'disk' | 'slow' | null = null;
  #flushing: Promise<void> | null = null;
  #timer: NodeJS.Timeout | undefined;
  #timerDue = Infinity;
  #company = false;
  #closed = false;

  constructor(options: FileLogOptions) {
    this.#options = options;
  }

  get durable(): Durable {
    return this.#options.writer.durable;
  }

  /** Bytes that are not delivered. */
  get backlog(): number {
    return (
      this.durable.total -
      this.#deliveredBytes +
      this.#otherBytes +
      this.#pendingBytes
    );
  }

  /** What this writer has delivered, and what others in the directory have not. */
  progress(deliveredBytes: number, otherBytes: number): void {
    this.#deliveredBytes = deliveredBytes;
    this.#otherBytes = otherBytes;
  }

  /** Rejects with {@link AuditUnavailableError}; see `AuditLog.intent`. */
  intent(record: AuditIntent): Promise<void> | void {
    const refusal = this.#refusal();
    if (refusal) {
      return Promise.reject(refusal);
    }
    this.#push(record);
    if (this.#options.mode === 'bounded') {
      this.#schedule(this.#options.flushInterval);
      return undefined;
    }
    const durable = new Promise<void>((resolve, reject) => {
      this.#waiters.push({ resolve, reject });
    });
    this.#schedule(this.#company ? this.#options.groupCommit : 0);
    return durable;
  }

  append(record: AuditRecord): void {
    if (record.type === 'denial' && this.#isShort()) {
      this.#droppedDenials += 1;
      return;
    }
    if (this.#droppedDenials > 0 && !this.#isShort()) {
      const dropped = this.#droppedDenials;
      this.#droppedDenials = 0;
      this.#push(this.#options.dropped(dropped));
    }
    this.#push(record);
    this.#schedule(this.#options.flushInterval);
  }

  /** Resolves when all that was given so far is durable; rejects when it cannot be. */
  async flush(): Promise<void> {
    while (this.#records.length > 0 || this.#flushing) {
      await this.#start();
      if (this.#failure) {
        throw new AuditUnavailableError(this.#failure);
      }
    }
  }

  /** Signs what is durable, when there is something new. */
  async checkpoint(): Promise<void> {
    await this.#flushing;
    if (this.#options.writer.unsigned > 0 && !this.#closed) {
      this.#flushing = this.#options.writer
        .checkpoint('checkpoint')
        .catch(this.#options.onError)
        .finally(() => this.#finished());
      await this.#flushing;
    }
  }

  async close(): Promise<void> {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    if (this.#droppedDenials > 0) {
      this.#push(this.#options.dropped(this.#droppedDenials));
    }
    try {
      await this.flush();
    } finally {
      clearTimeout(this.#timer);
      await this.#options.writer.close();
    }
  }

  #refusal(): AuditUnavailableError | null {
    if (this.#closed) {
      return new AuditUnavailableError('closed');
    }
    if (this.#failure) {
      return new AuditUnavailableError(this.#failure);
    }
    const full =
      this.backlog >= this.#options.maxBytes ||
      this.#pendingBytes >= MEMORY_BYTES;
    return full ? new AuditUnavailableError('full') : null;
  }

  #isShort(): boolean {
    return (
      this.#failure !== null ||
      this.backlog >= this.#options.maxBytes * DENIAL_SHARE ||
      this.#pendingBytes >= MEMORY_BYTES * DENIAL_SHARE
    );
  }

  #push(record: AuditRecord): void {
    const text = JSON.stringify(record);
    this.#records.push(text);
    this.#pendingBytes += text.length;
  }

  /** Soonest wins. */
  #schedule(delay: number): void {
    const soon = this.#pendingBytes >= BATCH_BYTES ? 0 : delay;
    const due = performance.now() + soon;
    if (this.#flushing || due >= this.#timerDue) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timerDue = due;
    if (soon === 0) {
      // In this turn others may still come: they share the sync.
      this.#timer = undefined;
      setImmediate(() => this.#start());
    } else {
      this.#timer = setTimeout(() => this.#start(), soon);
    }
  }

  #start(): Promise<void> {
    clearTimeout(this.#timer);
    this.#flushing ??= this.#writeBatch().finally(() => this.#finished());
    return this.#flushing;
  }

  #finished(): void {
    this.#flushing = null;
    this.#timerDue = Infinity;
    if (this.#records.length > 0 && !this.#closed) {
      const waits = this.#waiters.length === 0 || this.#failure !== null;
      this.#schedule(waits ? this.#options.flushInterval : 0);
    }
  }

  async #writeBatch(): Promise<void> {
    const records = this.#records;
    if (records.length === 0) {
      return;
    }
    const bytes = this.#pendingBytes;
    const waiters = this.#waiters;
    this.#records = [];
    this.#waiters = [];
    this.#company = waiters.length > 1;
    const slow = setTimeout(
      () => this.#fail('slow', waiters),
      this.#options.commitTimeout,
    );
    try {
      await this.#options.writer.write(records);
      this.#pendingBytes -= bytes;
      this.#failure = null;
      waiters.forEach(waiter => waiter.resolve());
    } catch (error) {
      this.#options.onError(error);
      this.#records = records.concat(this.#records);
      this.#fail('disk', waiters, error);
    } finally {
      clearTimeout(slow);
    }
    if (this.#failure === null) {
      await this.#sign();
    }
  }

  async #sign(): Promise<void> {
    try {
      if (this.#options.writer.unsigned >= CHECKPOINT_RECORDS) {
        await this.#options.writer.checkpoint('checkpoint');
      }
    } catch (error) {
      this.#options.onError(error);
    }
  }

  /** Refuses those who wait, and whoever comes before a write has succeeded. */
  #fail(reason: 'disk' | 'slow', waiters: Waiter[], cause?: unknown): void {
    this.#failure = reason;
    const error = new AuditUnavailableError(reason, { cause });
    waiters.concat(this.#waiters).forEach(waiter => waiter.reject(error));
    this.#waiters = [];
  }
}
