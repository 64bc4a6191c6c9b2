import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { AuditIntent, AuditParty } from '../audit/types';
import type { Principal } from '../principals/types';
import type { RateState } from '../quota/types';
import { rateHeaders } from './rateHeaders';
import type { Dialect } from './types';

/** An answer that was kept whole, to be given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** One request on its way through the steps: what is known of it so far. */
export class Call {
  dialect: Dialect = 'openai';
  operation: LlmOperation | null = null;
  alias: string | null = null;
  principal: Principal | null = null;
  party: AuditParty | null = null;
  prompt: AuditIntent['prompt'] | null = null;
  rates: readonly RateState[] = [];
  cacheStatus: string | null = null;
  clampedTo: number | null = null;
  /** Take a whole answer that a model gave, for those who ask again. */
  keepForRepeats: ((answer: KeptAnswer) => void) | null = null;
  keepForCache: ((answer: KeptAnswer) => void) | null = null;
  /** The client left, or the whole deadline passed. */
  gone: 'left' | 'late' | null = null;
  private readonly startedAt = performance.now();
  private waited = 0;
  private deadline: NodeJS.Timeout | undefined;
  private controller: AbortController | null = null;
  private wake: (() => void) | null = null;
  private answeredAfter: number | null = null;

  constructor(
    readonly req: IncomingMessage,
    readonly res: ServerResponse,
    readonly requestId: string,
  ) {
    res.once('close', this.onClose);
  }

  private readonly onClose = () => {
    clearTimeout(this.deadline);
    if (!this.res.writableFinished) {
      this.stop('left');
    }
  };

  /** @param timeout - Milliseconds for all that is still to come. */
  startDeadline(timeout: number): void {
    this.deadline = setTimeout(() => this.stop('late'), timeout);
  }

  /** Ends what runs for it, as soon as it can be ended. */
  stop(why: 'left' | 'late'): void {
    this.gone ??= why;
    this.controller?.abort();
    this.wake?.();
  }

  /** Waits before another attempt, unless there is nobody left to wait for. */
  pause(ms: number): Promise<void> {
    if (this.gone !== null) {
      return Promise.resolve();
    }
    return this.wait(
      new Promise(resolve => {
        const timer = setTimeout(resolve, ms);
        this.wake = () => {
          clearTimeout(timer);
          resolve();
        };
      }),
    );
  }

  /** Aborts with this request; one for each attempt. */
  newSignal(): AbortSignal {
    this.controller = new AbortController();
    if (this.gone !== null) {
      this.controller.abort();
    }
    return this.controller.signal;
  }

  /** Gives up the attempt that runs. */
  abandon(): void {
    this.controller?.abort();
  }

  /** Waits for somebody else: not our own time. */
  async wait<T>(promise: Promise<T>): Promise<T> {
    const from = performance.now();
    try {
      return await promise;
    } finally {
      this.waited += performance.now() - from;
    }
  }

  /** Microseconds of our own up to now. */
  private get overhead(): number {
    return Math.round(
      (performance.now() - this.startedAt - this.waited) * 1000,
    );
  }

  /** The same, up to the head of the answer. */
  get overheadToAnswer(): number {
    return this.answeredAfter ?? this.overhead;
  }

  /** Headers that every answer has. */
  headers(type: string): Record<string, string> {
    this.answeredAfter = this.overhead;
    const headers: Record<string, string> = {
      'content-type': type,
      // The root chain of a Backstage backend would compress, and so delay.
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
      'x-request-id': this.requestId,
      'x-waymark-overhead-us': String(this.answeredAfter),
    };
    if (this.dialect === 'anthropic') {
      headers['request-id'] = this.requestId;
    }
    if (this.rates.length > 0) {
      rateHeaders(this.rates, headers);
    }
    if (this.cacheStatus !== null) {
      headers['cache-status'] = this.cacheStatus;
    }
    if (this.clampedTo !== null) {
      headers['x-waymark-output-clamped'] = String(this.clampedTo);
    }
    return headers;
  }

  get wantsCopy(): boolean {
    return this.keepForCache !== null || this.keepForRepeats !== null;
  }

  keep(answer: KeptAnswer): void {
    this.keepForCache?.(answer);
    this.keepForRepeats?.(answer);
  }

  /** Answers whole. */
  send(status: number, headers: Record<string, string>, body: Buffer): void {
    const { res } = this;
    if (res.headersSent || res.destroyed) {
      res.destroy();
      return;
    }
    headers['content-length'] = String(body.length);
    res.writeHead(status, headers);
    res.end(body);
  }
}

/** What every record says of who called. */
export function partyOf(principal: Principal): AuditParty {
  return {
    subject: principal.subject,
    user: principal.user,
    service: principal.service,
    system: principal.system,
    team: principal.team,
    groups: principal.groups,
    deployment: principal.deployment,
    commit: principal.commit,
    actor: principal.actor,
    credentialId: principal.credentialId,
  };
}
