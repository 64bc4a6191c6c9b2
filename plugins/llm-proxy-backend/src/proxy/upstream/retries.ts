import { UpstreamError, type UpstreamAnswer } from '../types';

/** Of the requests to one provider that may be sent again. */
const SHARE = 0.1;
/** Saved up in quiet times, and given at the start, so that a first failure has its retry. */
const SAVED = 3;
const FIRST_DELAY = 250;
const LONGEST_DELAY = 4_000;
/** A provider that asks for more than this is left to the fallbacks. */
const LONGEST_RETRY_AFTER = 10_000;

const PASSING: ReadonlySet<number> = new Set([
  408, 409, 429, 500, 502, 503, 504, 529,
]);

/** Decides whether, and when, an attempt is made once more. */
export class Retries {
  private readonly tokens = new Map<string, number>();

  constructor(
    private readonly attempts: number,
    private readonly now: () => number,
    private readonly random: () => number,
  ) {}

  /** Counts one call towards the budget of its provider. */
  count(provider: string) {
    const tokens = this.tokens.get(provider) ?? SAVED;
    this.tokens.set(provider, Math.min(SAVED, tokens + SHARE));
  }

  /**
   * @param attempt - The one that failed, from 1.
   * @returns Milliseconds to wait, or null for no.
   */
  after(
    provider: string,
    attempt: number,
    cause: UpstreamError | UpstreamAnswer,
  ): { readonly after: number } | null {
    if (attempt >= this.attempts || !retryable(cause)) {
      return null;
    }
    const asked = cause instanceof UpstreamError ? null : this.asked(cause);
    if (asked !== null && asked > LONGEST_RETRY_AFTER) {
      return null;
    }
    const tokens = this.tokens.get(provider) ?? SAVED;
    // Its own call earns its share again, so it pays for that too.
    if (tokens < 1 + SHARE) {
      return null;
    }
    this.tokens.set(provider, tokens - 1 - SHARE);
    const most = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
    // Full jitter; spread after the instant that the provider named, too.
    return { after: Math.round((asked ?? 0) + this.random() * most) };
  }

  /** What `Retry-After` (RFC 9110, 10.2.3) says, in milliseconds. */
  private asked(answer: UpstreamAnswer): number | null {
    const value = answer.headers['retry-after'];
    if (value === undefined) {
      return null;
    }
    if (/^\d{1,9}$/.test(value)) {
      return Number(value) * 1_000;
    }
    const at = Date.parse(value);
    return Number.isNaN(at) ? null : Math.max(0, at - this.now());
  }
}

function retryable(cause: UpstreamError | UpstreamAnswer): boolean {
  if (cause instanceof UpstreamError) {
    // A time-out has used up the time already; a fallback is the better try.
    return cause.end === 'not_sent' || cause.end === 'reset';
  }
  return (
    PASSING.has(cause.status) &&
    // An account without money does not get any by waiting.
    !(
      Buffer.isBuffer(cause.body) && cause.body.includes('"insufficient_quota"')
    )
  );
}
