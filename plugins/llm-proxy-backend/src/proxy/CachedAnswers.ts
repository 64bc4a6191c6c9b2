import type { PolicyDecision } from '../policy/types';
import type { Principal } from '../principals/types';
import type { Admission, Quote } from './Admission';
import type { AnswerCache, CacheHit, CacheWish } from './AnswerCache';
import type { Call } from './Call';
import type { Ask } from './parameters/readAsk';
import type { Settlement } from './Settlement';

/** What the cache needs to know of a request, and learns of it. */
export interface CacheWalk {
  readonly call: Call;
  readonly principal: Principal;
  readonly ask: Ask;
  readonly wish: CacheWish;
  /** An answer that is too old, for when nothing else is left. */
  stale: { readonly hit: CacheHit; readonly quote: Quote } | null;
}

/** Answers again what was answered before, to the same team. */
export class CachedAnswers {
  constructor(
    private readonly cache: AnswerCache,
    private readonly policy: PolicyDecision,
    private readonly admission: Admission,
    private readonly settlement: Settlement,
  ) {}

  get enabled(): boolean {
    return this.cache.enabled;
  }

  /** True once the client has its answer; the policy has allowed the target by then. */
  async answer(walk: CacheWalk, quote: Quote): Promise<boolean> {
    const { call, principal, ask, wish } = walk;
    if (principal.team === null) {
      return false;
    }
    const digest = this.policy.digest();
    const key = this.cache.key(principal.team, quote, ask, digest);
    const hit = this.cache.get(key, wish.maxAge);
    if (hit?.fresh && wish.read) {
      await this.send(walk, hit, quote);
      return true;
    }
    if (hit) {
      walk.stale ??= { hit, quote };
    }
    call.cacheStatus = `Waymark; fwd=${wish.read ? 'miss' : 'request'}`;
    call.keepForCache = answer => this.cache.set(key, answer);
    return false;
  }

  async send(walk: CacheWalk, hit: CacheHit, quote: Quote): Promise<void> {
    const { call, principal, ask } = walk;
    const intent = await this.admission.admitCached(
      call,
      principal,
      ask,
      quote,
    );
    this.settlement.cached(intent, hit.fresh ? 'hit' : 'stale');
    call.cacheStatus = this.cache.status(hit);
    call.clampedTo = null;
    const headers = call.headers(hit.answer.type);
    headers.age = String(Math.max(0, Math.round(hit.ageMs / 1000)));
    call.send(hit.answer.status, headers, hit.answer.body);
  }
}
