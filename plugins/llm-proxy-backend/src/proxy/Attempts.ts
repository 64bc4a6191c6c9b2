import type { Model } from '../models/types';
import type { Principal } from '../principals/types';
import type { Admission, Admitted, Quote } from './Admission';
import { cacheWish } from './AnswerCache';
import type { CachedAnswers, CacheWalk } from './CachedAnswers';
import type { Call } from './Call';
import type { Delivery } from './Delivery';
import type { Denials } from './Denials';
import { Denial } from './errors';
import { fallbackAnswer } from './fallbackAnswer';
import type { Ask } from './parameters/readAsk';
import {
  withoutAnswer,
  type AttemptResult,
  type Settlement,
} from './Settlement';
import {
  UpstreamError,
  type ProxyOptions,
  type ProxyPorts,
  type UpstreamAnswer,
} from './types';

type Cause = UpstreamError | UpstreamAnswer;

/** One request on its way from target to target. */
interface Walk extends CacheWalk {
  /** Attempts that were sent. */
  sent: number;
  /** Attempts that are kept for fallbacks. */
  kept: number;
  failure: Cause | null;
  readonly settled: Array<Promise<void>>;
}

/** Sends a request to its model, and to those that stand in for it. */
export class Attempts {
  constructor(
    private readonly ports: ProxyPorts,
    private readonly options: ProxyOptions,
    private readonly now: () => number,
    private readonly admission: Admission,
    private readonly delivery: Delivery,
    private readonly settlement: Settlement,
    private readonly denials: Denials,
    private readonly cached: CachedAnswers,
  ) {}

  /** Answers, or throws a {@link Denial}. Every hold is ended by then. */
  async run(call: Call, principal: Principal, ask: Ask, quote: Quote) {
    const wish = this.cached.enabled
      ? cacheWish(ask, call.req.headers['cache-control'])
      : null;
    const walk: Walk = {
      call,
      principal,
      ask,
      wish: wish ?? { read: false, write: false, maxAge: 0 },
      sent: 0,
      kept: 0,
      failure: null,
      stale: null,
      settled: [],
    };
    try {
      const fallbacks = this.fallbacks(quote.model, ask);
      walk.kept = fallbacks.length;
      if (await this.tryTarget(walk, quote.model, quote)) {
        return;
      }
      for (const model of fallbacks) {
        walk.kept--;
        if (call.gone !== null || walk.sent >= this.options.maxAttempts) {
          break;
        }
        if (await this.tryTarget(walk, model, null)) {
          return;
        }
      }
      await this.lastResort(walk);
    } finally {
      await Promise.all(walk.settled);
    }
  }

  private fallbacks(first: Model, ask: Ask): Model[] {
    const models: Model[] = [];
    for (const alias of first.fallbacks) {
      const model = this.ports.models.get(alias);
      if (
        model?.operations.includes(ask.operation) &&
        (model.endOfLife === null || model.endOfLife > this.now())
      ) {
        models.push(model);
      }
    }
    return models;
  }

  /** True once the client has its answer. */
  private async tryTarget(
    walk: Walk,
    model: Model,
    known: Quote | null,
  ): Promise<boolean> {
    for (;;) {
      try {
        const served = await this.attempt(walk, model, known);
        if (served !== null) {
          return served;
        }
      } catch (error) {
        // The first word is final; later ones only say that this way is shut.
        if (known !== null && walk.sent === 0) {
          throw error;
        }
        this.denials.record(walk.call, this.denials.of(error, walk.call));
        return false;
      }
      if (!(await this.mayRepeat(walk, model))) {
        return false;
      }
    }
  }

  private async mayRepeat(walk: Walk, model: Model): Promise<boolean> {
    if (
      walk.sent + walk.kept >= this.options.maxAttempts ||
      walk.call.gone !== null
    ) {
      return false;
    }
    const retry = this.ports.upstreams.retry(model, walk.sent, walk.failure!);
    if (retry === null) {
      return false;
    }
    await walk.call.pause(retry.after);
    return walk.call.gone === null;
  }

  /** Whether the client has its answer; null when the attempt failed. */
  private async attempt(
    walk: Walk,
    model: Model,
    known: Quote | null,
  ): Promise<boolean | null> {
    const { call, principal, ask } = walk;
    const available = this.ports.upstreams.available(model);
    const verdict = await this.admission.authorise(principal, ask, model);
    const policyCap = verdict.maxOutputTokens;
    const quote =
      known !== null && (policyCap === null || policyCap >= known.cap)
        ? known
        : this.admission.quote(ask, model, policyCap);
    if (walk.wish.write && (await this.cached.answer(walk, quote))) {
      return true;
    }
    if (!available) {
      return false;
    }
    const number = walk.sent + 1;
    const admitted = await this.admission.admit(
      call,
      principal,
      ask,
      quote,
      number,
    );
    walk.sent = number;
    return (await this.send(walk, admitted)) ? true : null;
  }

  private async send(walk: Walk, admitted: Admitted): Promise<boolean> {
    const { call, ask } = walk;
    const { intent, model } = admitted;
    const span = this.ports.telemetry.attempt({
      operation: ask.operation,
      alias: ask.alias,
      provider: model.provider,
      model: model.model,
      service: walk.principal.service,
      team: walk.principal.team,
      requestId: call.requestId,
      stream: ask.stream,
    });
    let answer: UpstreamAnswer;
    try {
      answer = await call.wait(
        this.ports.upstreams.call({
          requestId: call.requestId,
          attemptId: intent.attemptId,
          dialect: call.dialect,
          operation: ask.operation,
          stream: ask.stream,
          model,
          body: ask.body,
          outputCap: admitted.outputCap,
          signal: call.newSignal(),
        }),
      );
    } catch (error) {
      walk.failure = this.upstreamError(error, call);
      const result = withoutAnswer(walk.failure.end);
      walk.settled.push(
        this.settlement.settle(intent, model, admitted.bound, result),
      );
      this.endSpan(span, intent.at, result);
      return false;
    }
    const marks: Record<string, string> =
      model.alias === ask.alias ? {} : { 'x-waymark-fallback': model.alias };
    const delivered = await this.delivery.deliver(
      call,
      ask,
      admitted,
      answer,
      marks,
    );
    walk.settled.push(delivered.settled);
    this.endSpan(span, intent.at, delivered.result);
    walk.failure = answer;
    return delivered.served;
  }

  private upstreamError(error: unknown, call: Call): UpstreamError {
    if (error instanceof UpstreamError) {
      return error;
    }
    this.ports.report?.(error, call.requestId);
    return new UpstreamError('unknown', 'The attempt failed.');
  }

  private endSpan(
    span: ReturnType<ProxyPorts['telemetry']['attempt']>,
    startedAt: number,
    result: AttemptResult,
  ) {
    span.end({
      usage: result.usage,
      status: result.status,
      errorType: result.end === 'complete' ? null : result.end,
      firstByteMs: result.firstByteMs,
      durationMs: Math.max(0, this.now() - startedAt),
    });
  }

  /** What is left when no target answered. */
  private async lastResort(walk: Walk): Promise<void> {
    const { call, ask, stale } = walk;
    if (call.gone === 'left') {
      return;
    }
    if (stale) {
      const hit = { ...stale.hit, fresh: false };
      await this.cached.send(walk, hit, stale.quote);
      return;
    }
    const denial = failureOf(call, walk.failure);
    const seconds = Math.floor(this.now() / 1000);
    const notice = this.options.fallbackAnswer
      ? fallbackAnswer(ask, call.requestId, seconds)
      : null;
    if (notice === null) {
      throw denial;
    }
    this.denials.record(call, denial);
    const headers = call.headers(notice.type);
    headers['x-waymark-fallback'] = 'notice';
    call.send(notice.status, headers, notice.body);
  }
}

/** What a client is told of the last failure. */
function failureOf(call: Call, failure: Cause | null): Denial {
  if (call.gone === 'late') {
    return new Denial('upstream_timeout');
  }
  if (failure === null) {
    return new Denial('upstream_unavailable', { retryAfter: 5 });
  }
  if (failure instanceof UpstreamError) {
    return new Denial(
      failure.end === 'timeout' ? 'upstream_timeout' : 'upstream_error',
    );
  }
  if (failure.status === 429 || failure.status === 503) {
    const after = failure.headers['retry-after'] ?? '';
    return new Denial('upstream_unavailable', {
      retryAfter: /^\d{1,5}$/.test(after) ? Number(after) : 5,
    });
  }
  return new Denial('upstream_error');
}
