import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { AttemptEnd, AuditLog } from '../audit/types';
import type { Authenticator } from '../credentials/types';
import type { Model, ModelDirectory } from '../models/types';
import type { PolicyDecision } from '../policy/types';
import type { BoundFunction, Ledger, RateLimiter, Usage } from '../quota/types';

/** Whose manners a route has. */
export type Dialect = 'openai' | 'anthropic';

/** A member of the outermost JSON object: where its value stands in the bytes. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A request body, parsed once; the bytes are those that the client sent. */
export interface ParsedBody {
  readonly bytes: Buffer;
  readonly value: Readonly<Record<string, unknown>>;
  /** Values of the outermost members, by name. */
  readonly spans: ReadonlyMap<string, Span>;
}

/** One attempt at one target. */
export interface UpstreamCall {
  readonly requestId: string;
  readonly attemptId: string;
  readonly dialect: Dialect;
  readonly operation: LlmOperation;
  readonly stream: boolean;
  readonly model: Model;
  readonly body: ParsedBody;
  /** Written into what is sent; null for operations without output tokens. */
  readonly outputCap: number | null;
  /** The client left, or the whole deadline passed: the socket must close within 100 ms. */
  readonly signal: AbortSignal;
}

/**
 * What the provider answered, in the client's dialect. An answer with an
 * error status is an answer too.
 */
export interface UpstreamAnswer {
  readonly status: number;
  /** Safe to pass on; lower-cased names. */
  readonly headers: Readonly<Record<string, string>>;
  /** Whole for small answers that are no stream. */
  readonly body: Buffer | AsyncIterable<Uint8Array>;
  /** Once the body ended, broke or was abandoned. Never rejects. */
  readonly outcome: Promise<UpstreamOutcome>;
}

export interface UpstreamOutcome {
  readonly end: AttemptEnd;
  /** What the provider counted; zero is zero, null is no report. */
  readonly usage: Usage | null;
  /** For success without a report: tokens of what was seen to come out. */
  readonly estimatedOutput: number | null;
  /** False when the adapter knows that the provider bills nothing for it. */
  readonly billed: boolean;
  readonly firstByteMs: number | null;
}

/** Nothing came back. */
export class UpstreamError extends Error {
  readonly name = 'UpstreamError';
  constructor(
    readonly end: Exclude<
      AttemptEnd,
      'complete' | 'upstream_error' | 'truncated'
    >,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
  /** True when the request was provably not fully sent. */
  get unsent(): boolean {
    return this.end === 'not_sent';
  }
}

/** The providers, with their pools, deadlines and breakers. */
export interface Upstreams {
  /** One attempt, no retry. Rejects with {@link UpstreamError}. */
  call(call: UpstreamCall): Promise<UpstreamAnswer>;
  /** False while the breaker of its provider, model and credential is open, or the provider has no key. */
  available(model: Model): boolean;
  /** Asks the retry budget (10 % of requests) for one more; `after` in ms, null for no. */
  retry(
    model: Model,
    attempt: number,
    cause: UpstreamError | UpstreamAnswer,
  ): { readonly after: number } | null;
  close(): Promise<void>;
}

/** All that the data path stands on. Times by `now`, ids by `id`. */
export interface ProxyPorts {
  readonly authenticator: Authenticator;
  readonly models: ModelDirectory;
  readonly policy: PolicyDecision;
  readonly bound: BoundFunction;
  readonly ledger: Ledger;
  readonly rates: RateLimiter;
  readonly audit: AuditLog;
  readonly upstreams: Upstreams;
  readonly telemetry: ProxyTelemetry;
  /** Told of what should not happen; it is never told a body or a credential. */
  readonly report?: (error: unknown, requestId: string) => void;
  readonly now?: () => number;
  /** Time-ordered and unique, such as a UUIDv7. */
  readonly id?: () => string;
}

/** Bytes, milliseconds and counts; see `llmProxy` in config.d.ts. */
export interface ProxyOptions {
  readonly maxBytes: number;
  readonly maxMultimodalBytes: number;
  readonly maxDepth: number;
  readonly headTimeout: number;
  readonly bodyTimeout: number;
  readonly requestTimeout: number;
  readonly maxAttempts: number;
  readonly holdFor: number;
  /** Clamp the output cap to the headroom instead of refusing; off by default. */
  readonly clamp: boolean;
  readonly cache: {
    readonly entries: number;
    readonly bytes: number;
    readonly ttl: number;
  };
  /** Answer a deterministic notice when everything else is down. */
  readonly fallbackAnswer: boolean;
}

/** What one attempt was, for spans and metrics; GenAI conventions are in `telemetry/`. */
export interface AttemptTelemetry {
  end(result: {
    readonly usage: Usage | null;
    readonly status: number | null;
    readonly errorType: string | null;
    readonly firstByteMs: number | null;
    readonly durationMs: number;
  }): void;
}

export interface ProxyTelemetry {
  attempt(call: {
    readonly operation: LlmOperation;
    readonly alias: string;
    readonly provider: string;
    readonly model: string;
    readonly service: string | null;
    readonly team: string | null;
    readonly requestId: string;
    readonly stream: boolean;
  }): AttemptTelemetry;
  denied(stage: string, code: string): void;
  /** Microseconds of ours in one request. */
  overhead(us: number): void;
}
