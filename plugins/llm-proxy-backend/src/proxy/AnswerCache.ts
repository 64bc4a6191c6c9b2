import { createHmac, createSecretKey, randomBytes } from 'node:crypto';
import type { Quote } from './Admission';
import type { KeptAnswer } from './Call';
import type { ProxyOptions } from './types';
import type { Ask } from './parameters/readAsk';

/** Of one answer; longer ones are not worth the memory. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** What the client says of the cache. */
export interface CacheWish {
  /** May be looked up. */
  readonly read: boolean;
  /** May be stored. */
  readonly write: boolean;
  /** Milliseconds that an answer may be old. */
  readonly maxAge: number;
}

const NO_CACHE: CacheWish = { read: false, write: false, maxAge: 0 };

/**
 * RFC 9111, section 5.2.1, for calls that can be answered twice: those with a
 * temperature of 0, and those whose client asks for it with `max-age`.
 */
export function cacheWish(
  ask: Ask,
  cacheControl: string | undefined,
): CacheWish {
  const directives = (cacheControl ?? '').toLowerCase();
  const age = /(?:^|[ ,])max-age=(\d{1,9})(?:$|[ ,])/.exec(directives)?.[1];
  if (
    ask.operation === 'count_tokens' ||
    directives.includes('no-store') ||
    (ask.body.value.temperature !== 0 && age === undefined)
  ) {
    return NO_CACHE;
  }
  const fresh = directives.includes('no-cache') || age === '0';
  return {
    read: !fresh,
    write: true,
    maxAge: age === undefined ? Infinity : Number(age) * 1000,
  };
}

interface Entry extends KeptAnswer {
  readonly storedAt: number;
}

/** An answer found, and what RFC 9211 says of it. */
export interface CacheHit {
  readonly answer: KeptAnswer;
  readonly ageMs: number;
  readonly fresh: boolean;
}

/**
 * Whole answers of models, by what was asked, in memory and bounded. The key
 * is an HMAC under a key of this process, and the team is part of it: no
 * tenant can tell by any answer, or by its delay, what another has asked.
 */
export class AnswerCache {
  private readonly secret = createSecretKey(randomBytes(32));
  /** In order of use, the oldest first. */
  private readonly entries = new Map<string, Entry>();
  private bytes = 0;

  constructor(
    private readonly limits: ProxyOptions['cache'],
    private readonly now: () => number,
  ) {}

  get enabled(): boolean {
    return this.limits.entries > 0 && this.limits.bytes > 0;
  }

  /** Exact: of other bytes, another key. */
  key(
    team: string,
    { model, cap }: Quote,
    ask: Ask,
    policyDigest: string,
  ): string {
    const target = JSON.stringify([
      team,
      model.provider,
      model.model,
      model.entityRef,
      model.price.version,
      ask.operation,
      // The policy may allow others of the team a longer answer.
      cap,
      policyDigest,
    ]);
    return createHmac('sha256', this.secret)
      .update(target)
      .update(ask.body.bytes)
      .digest('base64');
  }

  get(key: string, maxAge: number): CacheHit | undefined {
    const entry = this.entries.get(key);
    if (!entry) {
      return undefined;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    const ageMs = this.now() - entry.storedAt;
    return {
      answer: entry,
      ageMs,
      fresh: ageMs < Math.min(this.limits.ttl, maxAge),
    };
  }

  set(key: string, answer: KeptAnswer): void {
    if (answer.body.length > Math.min(MAX_ANSWER_BYTES, this.limits.bytes)) {
      return;
    }
    this.remove(key);
    this.entries.set(key, { ...answer, storedAt: this.now() });
    this.bytes += answer.body.length;
    for (const oldest of this.entries.keys()) {
      if (
        this.entries.size <= this.limits.entries &&
        this.bytes <= this.limits.bytes
      ) {
        break;
      }
      this.remove(oldest);
    }
  }

  /** Cache-Status, RFC 9211. */
  status(hit: CacheHit): string {
    const ttl = Math.round((this.limits.ttl - hit.ageMs) / 1000);
    return hit.fresh
      ? `Waymark; hit; ttl=${ttl}`
      : `Waymark; hit; ttl=${Math.min(ttl, -1)}; detail=stale`;
  }

  private remove(key: string): void {
    const entry = this.entries.get(key);
    if (entry) {
      this.entries.delete(key);
      this.bytes -= entry.body.length;
    }
  }
}
