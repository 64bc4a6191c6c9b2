import type { IncomingHttpHeaders } from 'node:http';
import type { AttemptEnd } from '../../audit/types';
import type { Prepared, StreamTap } from '../providers/types';
import {
  UpstreamError,
  type Dialect,
  type UpstreamAnswer,
  type UpstreamOutcome,
} from '../types';
import { errorBody, errorObject } from './errors';
import type { Exchange, ExchangeEnd, ExchangeSink } from './exchange';
import { answerHeaders, mediaType } from './headers';
import { Outlet } from './outlet';

/** Whole answers; the largest are thousands of embeddings. Bytes. */
const LONGEST_ANSWER = 64 * 1024 * 1024;
/** Of an error only so much is read. Bytes. */
const LONGEST_ERROR = 64 * 1024;
/** A stream that said its last word may stay open for so long. Milliseconds. */
const AFTER_LAST = 1_000;

const MESSAGES = {
  timeout: 'The provider did not answer in time.',
  reset: 'The provider closed the connection.',
  aborted: 'The client left.',
  not_sent: 'The request could not be sent to the provider.',
} as const;

export interface AttemptOptions {
  readonly prepared: Prepared;
  readonly dialect: Dialect;
  /** Whose words the errors of the provider are in. */
  readonly speaks: Dialect;
  readonly stream: boolean;
  readonly unbilled: ReadonlySet<number>;
  readonly scrub: (text: string) => string;
}

/** What one exchange means: an answer, or nothing, and in the end an outcome. */
export class Attempt implements ExchangeSink {
  readonly answer: Promise<UpstreamAnswer>;
  private resolve!: (answer: UpstreamAnswer) => void;
  private reject!: (error: UpstreamError) => void;
  private settle!: (outcome: UpstreamOutcome) => void;
  private readonly outcome: Promise<UpstreamOutcome>;
  private exchange: Exchange | null = null;
  private status = 0;
  private headers: Record<string, string> = {};
  private tap: StreamTap | null = null;
  private outlet: Outlet | null = null;
  private chunks: Buffer[] = [];
  private bytes = 0;
  private unreadable = false;
  private readerLeft = false;
  private overflowed = false;

  constructor(private readonly options: AttemptOptions) {
    this.answer = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.outcome = new Promise(resolve => {
      this.settle = resolve;
    });
  }

  /** The exchange may have ended already by then. */
  attach(exchange: Exchange) {
    this.exchange = exchange;
  }

  head(status: number, headers: IncomingHttpHeaders) {
    this.status = status;
    this.headers = answerHeaders(headers);
    const encoding = headers['content-encoding'];
    if (status >= 300) {
      return;
    }
    const type = mediaType(headers);
    if (encoding !== undefined && encoding !== 'identity') {
      // It was told not to; what cannot be read cannot be counted.
      this.unreadable = true;
    } else if (type === 'text/event-stream' && this.options.stream) {
      this.tap = this.options.prepared.reader.stream();
    } else if (type !== 'application/json') {
      this.unreadable = true;
    }
  }

  data(chunk: Buffer) {
    if (this.tap) {
      this.forward(this.tap, chunk);
      return;
    }
    const most = this.isError ? LONGEST_ERROR : LONGEST_ANSWER;
    if (this.bytes < most) {
      this.chunks.push(chunk);
      this.bytes += chunk.length;
    }
    if (this.bytes >= most && !this.overflowed) {
      this.overflowed = true;
      queueMicrotask(() => this.exchange?.stop('reset', null));
    }
  }

  end(end: ExchangeEnd, cause: Error | null) {
    if (this.tap) {
      this.endStream(this.tap, end, cause);
    } else if (this.isError) {
      // The status says it all, even when the body broke.
      this.answerError();
    } else if (end === 'complete') {
      this.answerWhole();
    } else {
      this.fail(end, cause);
    }
  }

  private get isError(): boolean {
    return this.status >= 300 || (this.status > 0 && this.unreadable);
  }

  private forward(tap: StreamTap, chunk: Buffer) {
    const out = tap.push(chunk);
    for (const piece of out ?? []) {
      this.open().push(piece);
    }
    if (out === null) {
      this.unreadable = true;
      queueMicrotask(() => this.exchange?.stop('reset', null));
    } else if (tap.complete || tap.failed) {
      queueMicrotask(() => this.exchange?.quietFor(AFTER_LAST));
    }
  }

  /** Answers with the first bytes that go to the client. */
  private open(): Outlet {
    if (!this.outlet) {
      this.outlet = new Outlet({
        pause: () => this.exchange?.pause(),
        resume: () => this.exchange?.resume(),
        leave: () => {
          this.readerLeft = true;
          this.exchange?.stop('aborted', null);
        },
      });
      this.resolve({
        status: this.status,
        headers: this.headers,
        body: this.outlet,
        outcome: this.outcome,
      });
    }
    return this.outlet;
  }

  private endStream(tap: StreamTap, end: ExchangeEnd, cause: Error | null) {
    if (end === 'complete') {
      for (const piece of tap.flush()) {
        this.open().push(piece);
      }
    }
    if (!this.outlet) {
      this.fail(end === 'complete' ? 'reset' : end, cause);
      return;
    }
    const estimated =
      tap.complete && tap.usage === null ? tap.estimatedOutput : null;
    this.settle({
      end: this.streamEnd(tap, end),
      usage: tap.usage,
      estimatedOutput: estimated,
      billed: true,
      firstByteMs: this.exchange?.firstByteMs ?? null,
    });
    this.outlet.close();
  }

  private streamEnd(tap: StreamTap, end: ExchangeEnd): AttemptEnd {
    if (tap.failed) {
      return 'upstream_error';
    }
    if (tap.complete) {
      return 'complete';
    }
    if (this.readerLeft) {
      return 'aborted';
    }
    return end === 'complete' ? 'truncated' : end;
  }

  private answerWhole() {
    const raw = Buffer.concat(this.chunks);
    const read = this.options.prepared.reader.whole(raw);
    if (!read) {
      this.unreadable = true;
      this.answerError();
      return;
    }
    this.settle({
      end: 'complete',
      usage: read.usage,
      estimatedOutput: read.estimatedOutput,
      billed: true,
      firstByteMs: this.exchange?.firstByteMs ?? null,
    });
    this.resolve({
      status: this.status,
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: read.body,
      outcome: this.outcome,
    });
  }

  private answerError() {
    const { dialect, speaks, scrub, unbilled } = this.options;
    // A redirect would lead to a place that nobody configured.
    const strange = this.unreadable || this.status < 400;
    const body = strange
      ? Buffer.from(
          JSON.stringify(
            errorObject(dialect, {
              message: 'The provider answered with something unreadable.',
              type: dialect === 'openai' ? 'server_error' : 'api_error',
              code: 'upstream_unreadable',
              param: null,
            }),
          ),
        )
      : errorBody(
          Buffer.concat(this.chunks),
          this.status,
          speaks,
          dialect,
          scrub,
        );
    this.settle({
      end: 'upstream_error',
      usage: null,
      estimatedOutput: null,
      billed: strange || !unbilled.has(this.status),
      firstByteMs: this.exchange?.firstByteMs ?? null,
    });
    this.resolve({
      status: strange ? 502 : this.status,
      headers: { ...this.headers, 'content-type': 'application/json' },
      body,
      outcome: this.outcome,
    });
  }

  private fail(end: Exclude<ExchangeEnd, 'complete'>, cause: Error | null) {
    this.reject(
      new UpstreamError(end, MESSAGES[end], {
        // Only its name: the message holds addresses.
        cause: cause
          ? (cause as NodeJS.ErrnoException).code ?? cause.name
          : undefined,
      }),
    );
  }
}
