import type {
  AttemptEnd,
  AuditCompletion,
  AuditIntent,
  AuditLog,
} from '../audit/types';
import type { Model } from '../models/types';
import {
  LedgerUnavailableError,
  type Bound,
  type HoldEnd,
  type Ledger,
} from '../quota/types';
import { actualAmount } from '../quota/price';
import type { UpstreamOutcome } from './types';

const TRIES = 4;
const FIRST_PAUSE_MS = 100;

/** How an attempt went, as far as its hold is concerned. */
export type AttemptResult = Pick<
  UpstreamOutcome,
  'end' | 'usage' | 'estimatedOutput' | 'billed' | 'firstByteMs'
> & { readonly status: number | null };

/** Nothing came back; nothing is known of what it cost. */
export function withoutAnswer(end: AttemptEnd): AttemptResult {
  return {
    end,
    usage: null,
    estimatedOutput: null,
    billed: end !== 'not_sent',
    firstByteMs: null,
    status: null,
  };
}

/**
 * How a hold ends. In this order: what is provably not billed is released;
 * what the provider counted is charged, zero being zero; success without a
 * count is charged by what was seen to come out; of all else nobody knows what
 * it cost, and the whole hold stays counted.
 */
function holdEnd(model: Model, bound: Bound, result: AttemptResult): HoldEnd {
  if (!result.billed) {
    return { state: 'released' };
  }
  if (result.usage !== null) {
    return {
      state: 'settled',
      amount: actualAmount(model.price, result.usage),
    };
  }
  if (result.end === 'complete' && result.estimatedOutput !== null) {
    const estimate = {
      input: bound.inputTokens,
      cachedInput: 0,
      output: Math.min(result.estimatedOutput, bound.outputTokens),
    };
    return { state: 'settled', amount: actualAmount(model.price, estimate) };
  }
  return { state: 'unreconciled' };
}

/** Ends holds, and records how. */
export class Settlement {
  constructor(
    private readonly ledger: Ledger,
    private readonly audit: AuditLog,
    private readonly now: () => number,
    private readonly id: () => string,
    private readonly pause: (ms: number) => Promise<void>,
  ) {}

  /** Never rejects. The ledger is told at once; the record follows. */
  async settle(
    intent: AuditIntent,
    model: Model,
    bound: Bound,
    result: AttemptResult,
  ): Promise<void> {
    // Counting is free, whatever it reports.
    const free = intent.operation === 'count_tokens';
    const end = free
      ? ({ state: 'released' } as const)
      : holdEnd(model, bound, result);
    const known = await this.end(intent, end);
    const state = known ? end.state : 'unreconciled';
    let amount = intent.held;
    if (state === 'released') {
      amount = 0;
    } else if (known && end.state === 'settled') {
      amount = end.amount;
    }
    this.audit.append({
      ...this.completion(intent, result),
      outcome: state,
      amount,
      estimated: state === 'settled' && result.usage === null,
      cache: 'none',
    });
  }

  /** An answer of the cache: it holds nothing and costs nothing. */
  cached(intent: AuditIntent, cache: 'hit' | 'stale'): void {
    this.audit.append({
      ...this.completion(intent, { ...withoutAnswer('complete'), usage: null }),
      outcome: 'settled',
      amount: 0,
      estimated: false,
      cache,
    });
  }

  private completion(intent: AuditIntent, result: AttemptResult) {
    const at = this.now();
    return {
      type: 'completion' as const,
      attemptId: intent.attemptId,
      requestId: intent.requestId,
      at,
      usage: result.usage,
      status: result.status,
      end: result.end,
      firstByteMs: result.firstByteMs,
      durationMs: Math.max(0, at - intent.at),
      rebuilt: false,
    } satisfies Partial<AuditCompletion>;
  }

  private async end(intent: AuditIntent, end: HoldEnd): Promise<boolean> {
    const result = await this.tryEnd(intent.holdId, end);
    if (result?.breach) {
      this.audit.append({
        type: 'act',
        id: this.id(),
        at: this.now(),
        by: 'llm-proxy',
        what: 'reservation_breach',
        detail: {
          attemptId: intent.attemptId,
          held: intent.held,
          amount: end.state === 'settled' ? end.amount : null,
        },
      });
    }
    return result !== null;
  }

  /** Null when the store cannot be reached: the reaper then ends the hold. */
  private async tryEnd(holdId: string, end: HoldEnd) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.ledger.end(holdId, end);
      } catch (error) {
        if (attempt === TRIES || !(error instanceof LedgerUnavailableError)) {
          return null;
        }
        await this.pause(FIRST_PAUSE_MS * 2 ** (attempt - 1));
      }
    }
  }
}
