import { Buffer } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

/** One request on the wire. Times are milliseconds. */
export interface ExchangeRequest {
  readonly origin: string;
  readonly path: string;
  /** Flat list of names and values, all of our own making. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** From now to the first byte of the body, queueing and connecting included. */
  readonly firstByteTimeout: number;
  /** Between two chunks while the reader keeps up. */
  readonly idleTimeout: number;
  readonly signal: AbortSignal;
}

/** `end` is that of the connection; what the bytes meant is for the sink to say. */
export type ExchangeEnd =
  | 'complete'
  | 'timeout'
  | 'reset'
  | 'aborted'
  | 'not_sent';

export interface ExchangeSink {
  head(status: number, headers: IncomingHttpHeaders): void;
  data(chunk: Buffer): void;
  /** Once, last. */
  end(end: ExchangeEnd, cause: Error | null): void;
}

class Stopped extends Error {
  readonly name = 'Stopped';
}

/**
 * Carries one request over a pooled socket. `not_sent` is said only when no
 * byte of the request was handed to a socket: a request that had begun may
 * have arrived whole, and may be billed.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  private controller: Dispatcher.DispatchController | null = null;
  private ended = false;
  private timer: NodeJS.Timeout | undefined;
  private readonly startedAt: number;
  /** Milliseconds to the first byte of the body. */
  firstByteMs: number | null = null;
  private readonly onAbort = () => this.stop('aborted', null);

  constructor(
    dispatcher: Dispatcher,
    private readonly request: ExchangeRequest,
    private readonly sink: ExchangeSink,
    private readonly now: () => number,
  ) {
    this.startedAt = now();
    this.timer = setTimeout(this.onDeadline, request.firstByteTimeout);
    request.signal.addEventListener('abort', this.onAbort, { once: true });
    if (request.signal.aborted) {
      this.stop('aborted', null);
      return;
    }
    try {
      dispatcher.dispatch(
        {
          origin: request.origin,
          path: request.path,
          method: 'POST',
          headers: request.headers as string[],
          body: request.body,
          // Deadlines are kept here: the first byte counts, not the head.
          headersTimeout: 0,
          bodyTimeout: 0,
        },
        this,
      );
    } catch (error) {
      this.finish('not_sent', asError(error));
    }
  }

  private readonly onDeadline = () => this.stop('timeout', null);

  onRequestStart(controller: Dispatcher.DispatchController) {
    if (this.ended) {
      // Left while it was waiting for a socket: nothing is written then, and
      // the socket stays good for the next one.
      throw new Stopped('left before it was sent');
    }
    this.controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
  ) {
    if (status >= 200 && !this.ended) {
      this.sink.head(status, headers);
    }
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer) {
    if (this.ended) {
      return;
    }
    if (this.firstByteMs === null) {
      this.firstByteMs = this.now() - this.startedAt;
      this.quietFor(this.request.idleTimeout);
    } else {
      this.timer?.refresh();
    }
    this.sink.data(chunk);
  }

  onResponseEnd() {
    this.finish('complete', null);
  }

  onResponseError(
    _controller: Dispatcher.DispatchController | undefined,
    error: Error,
  ) {
    this.finish(this.controller ? 'reset' : 'not_sent', error);
  }

  /** Replaces the deadline that runs: from now, and again from each chunk. */
  quietFor(ms: number) {
    clearTimeout(this.timer);
    this.timer = this.ended ? undefined : setTimeout(this.onDeadline, ms);
  }

  /** The reader is behind; its slowness is not the provider's. */
  pause() {
    if (!this.ended) {
      clearTimeout(this.timer);
      this.controller?.pause();
    }
  }

  resume() {
    if (!this.ended) {
      this.quietFor(this.request.idleTimeout);
      this.controller?.resume();
    }
  }

  /** Ends it from our side; the socket closes at once. */
  stop(end: 'aborted' | 'timeout' | 'reset', cause: Error | null) {
    if (this.ended) {
      return;
    }
    const controller = this.controller;
    this.finish(controller ? end : 'not_sent', cause ?? new Stopped(end));
    controller?.abort(new Stopped(end));
  }

  private finish(end: ExchangeEnd, cause: Error | null) {
    if (this.ended) {
      return;
    }
    this.ended = true;
    clearTimeout(this.timer);
    this.timer = undefined;
    this.request.signal.removeEventListener('abort', this.onAbort);
    this.sink.end(end, cause);
  }
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
