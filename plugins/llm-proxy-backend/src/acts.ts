import { randomUUID } from 'node:crypto';
import type { AuditAct, AuditLog } from './audit/types';
import type { ExchangeEvent } from './credentials/exchange/types';

/** Writes what operators do into the audit log. */
export class Acts {
  readonly #log: AuditLog;
  readonly #now: () => number;

  constructor(log: AuditLog, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
  }

  /** An exchange of credentials, or its refusal. */
  exchange({ at: _, outcome, holder, scopes, ...event }: ExchangeEvent): void {
    const detail = { ...event, scopes: scopes.join(' ') };
    this.record(holder ?? 'unknown', `exchange.${outcome}`, detail);
  }

  /** @param what - Stable, such as `stop` or `budget`. */
  record(by: string, what: string, detail: AuditAct['detail']): void {
    this.#log.append({
      type: 'act',
      id: randomUUID(),
      at: this.#now(),
      by,
      what,
      detail,
    });
  }
}
