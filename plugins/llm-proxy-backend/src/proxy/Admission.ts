import type { AuditIntent } from '../audit/types';
import type { Model } from '../models/types';
import type { PolicyVerdict } from '../policy/types';
import { budgetScopes, type Principal } from '../principals/types';
import { AmountOverflowError, holdAmount } from '../quota/price';
import {
  LedgerUnavailableError,
  type Bound,
  type Reservation,
} from '../quota/types';
import type { Call } from './Call';
import { Denial } from './errors';
import type { Ask } from './parameters/readAsk';
import type { ProxyOptions, ProxyPorts } from './types';

/** Shorter answers than this help nobody. Tokens. */
const LEAST_CLAMPED = 16;
const MOST_SCOPES = 8;

/** An attempt that may be sent: allowed, held and recorded. */
export interface Admitted {
  readonly intent: AuditIntent;
  readonly model: Model;
  readonly bound: Bound;
  readonly outputCap: number | null;
}

/** What a target may cost for what is asked. */
export interface Quote {
  readonly model: Model;
  /** 0 for operations without output. */
  readonly cap: number;
  readonly bound: Bound;
}

type Allowed = Extract<PolicyVerdict, { allowed: true }>;
type Refusal = Extract<Reservation, { granted: false }>;

/** All that must be true of a target before a request is sent to it. */
export class Admission {
  constructor(
    private readonly ports: ProxyPorts,
    private readonly options: Pick<ProxyOptions, 'clamp' | 'holdFor'>,
    private readonly now: () => number,
    private readonly id: () => string,
  ) {}

  /** @throws {@link Denial} for what has no bound. */
  quote(ask: Ask, model: Model, policyCap: number | null): Quote {
    let cap = 0;
    if (hasOutput(ask)) {
      cap = Math.min(
        ask.cap ?? Infinity,
        policyCap ?? Infinity,
        model.maxOutputTokens,
      );
    }
    return { model, cap, bound: this.bound(ask, model, cap) };
  }

  private bound(ask: Ask, model: Model, outputCap: number): Bound {
    const bound = this.ports.bound({
      operation: ask.operation,
      model,
      bodyBytes: ask.body.bytes.length,
      value: ask.body.value,
      outputCap,
    });
    if ('unbounded' in bound) {
      throw unbounded(bound.unbounded);
    }
    return bound;
  }

  /** Asks the policy about this target. @throws {@link Denial} */
  async authorise(
    principal: Principal,
    ask: Ask,
    model: Model,
  ): Promise<Allowed> {
    let verdict: PolicyVerdict;
    try {
      const answer = this.ports.policy.decide({
        principal,
        operation: ask.operation,
        model,
      });
      verdict = answer instanceof Promise ? await answer : answer;
    } catch (cause) {
      throw new Denial('policy_unavailable', { cause });
    }
    if (!verdict.allowed) {
      const { rule, reason, owner } = verdict;
      throw new Denial('policy_denied', { rule, owner, message: reason });
    }
    return verdict;
  }

  /** Reserves what it can cost, and writes down that it is about to be sent. */
  async admit(
    call: Call,
    principal: Principal,
    ask: Ask,
    quote: Quote,
    attempt: number,
  ): Promise<Admitted> {
    const draft = this.intent(call, principal, ask, quote, attempt);
    const { intent, bound, cap } = await this.reserve(call, ask, draft, quote);
    try {
      const written = this.ports.audit.intent(intent);
      if (written !== undefined) {
        await written;
      }
    } catch (cause) {
      await this.ports.ledger
        .end(intent.holdId, { state: 'released' })
        // The reaper counts it as spent then, which is the safe side.
        .catch(() => undefined);
      throw new Denial('audit_unavailable', { cause, retryAfter: 5 });
    }
    return {
      intent,
      model: quote.model,
      bound,
      outputCap: hasOutput(ask) ? cap : null,
    };
  }

  /** What an answer of the cache is recorded under: it holds nothing. */
  async admitCached(
    call: Call,
    principal: Principal,
    ask: Ask,
    quote: Quote,
  ): Promise<AuditIntent> {
    const intent = {
      ...this.intent(call, principal, ask, quote, 1),
      held: 0,
    };
    try {
      await this.ports.audit.intent(intent);
    } catch (cause) {
      throw new Denial('audit_unavailable', { cause, retryAfter: 5 });
    }
    return intent;
  }

  private intent(
    call: Call,
    principal: Principal,
    ask: Ask,
    { model, bound }: Quote,
    attempt: number,
  ): AuditIntent {
    const { ports } = this;
    const at = this.now();
    const attemptId = this.id();
    call.prompt ??= ports.audit.prompt(
      principal.team ?? 'unattributed',
      ask.body.bytes,
    );
    return {
      type: 'intent',
      attemptId,
      requestId: call.requestId,
      attempt,
      at,
      party: call.party!,
      operation: ask.operation,
      alias: ask.alias,
      provider: model.provider,
      model: model.model,
      priceVersion: model.price.version,
      policyDigest: ports.policy.digest(),
      holdId: attemptId,
      scopes: budgetScopes(principal, model.provider),
      period: new Date(at).toISOString().slice(0, 7),
      held: amountOf(model, bound),
      prompt: call.prompt,
    };
  }

  private async reserve(
    call: Call,
    ask: Ask,
    draft: AuditIntent,
    quote: Quote,
  ): Promise<{ intent: AuditIntent; bound: Bound; cap: number }> {
    let { bound, cap } = quote;
    let intent = draft;
    for (let tries = 0; ; tries++) {
      const reservation = await this.tryReserve(intent);
      if (reservation.granted) {
        return { intent, bound, cap };
      }
      cap = this.clampedCap(quote.model, reservation, bound, cap);
      if (tries === MOST_SCOPES || cap < LEAST_CLAMPED) {
        throw outOfBudget(reservation, intent.period);
      }
      bound = this.bound(ask, quote.model, cap);
      const attemptId = this.id();
      const held = amountOf(quote.model, bound);
      intent = { ...draft, attemptId, holdId: attemptId, held };
      call.clampedTo = cap;
    }
  }

  private async tryReserve(intent: AuditIntent): Promise<Reservation> {
    try {
      return await this.ports.ledger.reserve({
        id: intent.holdId,
        attemptId: intent.attemptId,
        scopes: intent.scopes,
        period: intent.period,
        amount: intent.held,
        createdAt: intent.at,
        expiresAt: intent.at + this.options.holdFor,
      });
    } catch (cause) {
      throw new Denial('store_unavailable', {
        cause,
        retryAfter:
          cause instanceof LedgerUnavailableError ? cause.retryAfter : 5,
      });
    }
  }

  /** The longest answer that fits what is left; 0 when refusing is the rule. */
  private clampedCap(
    model: Model,
    { headroom }: Refusal,
    bound: Bound,
    cap: number,
  ): number {
    const { price } = model;
    if (!this.options.clamp || headroom === null || price.output === 0) {
      return 0;
    }
    const input = amountOf(model, { ...bound, outputTokens: 0 });
    const tokens = ((headroom - input) * 1000) / price.output;
    const samples = cap === 0 ? 1 : bound.outputTokens / cap;
    return Math.min(cap - 1, Math.floor(tokens / samples));
  }
}

function hasOutput(ask: Ask): boolean {
  return ask.operation !== 'embeddings' && ask.operation !== 'count_tokens';
}

function amountOf(model: Model, bound: Bound): number {
  try {
    return holdAmount(model.price, bound);
  } catch (cause) {
    if (cause instanceof AmountOverflowError) {
      throw new Denial('unbounded_cost', { cause });
    }
    throw cause;
  }
}

function outOfBudget({ scope }: Refusal, period: string): Denial {
  return new Denial('insufficient_quota', {
    message:
      scope === null
        ? 'No budget covers this call.'
        : `The budget of ${scope} for ${period} has no room for this call.`,
    rule: scope ?? undefined,
  });
}

/** Quotes names of the API, and nothing that stands where a name should. */
function unbounded(part: string): Denial {
  const [, path, type] =
    /^([a-z_.[\]]{1,60})(?: type ([a-z_]{1,30}))?$/.exec(part) ?? [];
  const images = part.startsWith('images, ') ? 'images' : undefined;
  const what = path ?? images;
  return new Denial('unbounded_cost', {
    param: /^[a-z_]+/.exec(path ?? '')?.[0],
    message:
      what === undefined
        ? undefined
        : `The cost of ${what}${
            type === undefined ? '' : ` of type ${type}`
          } has no upper bound for this model.`,
  });
}
