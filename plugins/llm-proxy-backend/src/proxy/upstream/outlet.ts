import type { Buffer } from 'node:buffer';

/** Bytes that may wait for the reader before the socket is paused. */
const HIGH_WATER = 48 * 1024;
const LOW_WATER = 16 * 1024;

/** Whoever fills an {@link Outlet}. */
export interface OutletSource {
  pause(): void;
  resume(): void;
  /** The reader left before the end. */
  leave(): void;
}

/**
 * A body that is read once, chunk by chunk. It ends, and never throws: how the
 * attempt went is said by its outcome.
 */
export class Outlet implements AsyncIterableIterator<Uint8Array> {
  private readonly queue: Buffer[] = [];
  private waiting: ((result: IteratorResult<Uint8Array>) => void) | null = null;
  private bytes = 0;
  private paused = false;
  private closed = false;

  constructor(private readonly source: OutletSource) {}

  push(chunk: Buffer) {
    if (this.closed || chunk.length === 0) {
      return;
    }
    if (this.waiting) {
      const waiting = this.waiting;
      this.waiting = null;
      waiting({ done: false, value: chunk });
      return;
    }
    this.queue.push(chunk);
    this.bytes += chunk.length;
    if (this.bytes > HIGH_WATER && !this.paused) {
      this.paused = true;
      this.source.pause();
    }
  }

  /** No more will come; what waits is still read. */
  close() {
    this.closed = true;
    this.waiting?.({ done: true, value: undefined });
    this.waiting = null;
  }

  async next(): Promise<IteratorResult<Uint8Array>> {
    const chunk = this.queue.shift();
    if (chunk) {
      this.bytes -= chunk.length;
      if (this.paused && this.bytes < LOW_WATER) {
        this.paused = false;
        this.source.resume();
      }
      return { done: false, value: chunk };
    }
    if (this.closed) {
      return { done: true, value: undefined };
    }
    return new Promise(resolve => {
      this.waiting = resolve;
    });
  }

  async return(): Promise<IteratorResult<Uint8Array>> {
    this.queue.length = 0;
    if (!this.closed) {
      this.close();
      this.source.leave();
    }
    return { done: true, value: undefined };
  }

  [Symbol.asyncIterator]() {
    return this;
  }
}
