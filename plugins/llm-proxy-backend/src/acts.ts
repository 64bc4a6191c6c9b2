import { randomUUID } from 'node:crypto';
import type { AuditAct, AuditLog } from './audit/types';

/** Writes what operators do into the audit log. */
export class Acts {
  readonly #log: AuditLog;
  readonly #now: () => number;

  constructor(log: AuditLog, now: () => number = Date.now) {
    this.#log = log;
    this.#now = now;
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
