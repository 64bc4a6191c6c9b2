/** Why the audit cannot take an intent now. */
export type AuditUnavailableReason = 'full' | 'disk' | 'slow' | 'closed';

const TEXTS: Record<AuditUnavailableReason, string> = {
  full: 'its space is used up by records that are not delivered yet',
  disk: 'the last write failed',
  slow: 'the disk did not answer in time',
  closed: 'it is closed',
};

/**
 * The record could not be made durable: nothing may be dispatched on it.
 * `code` is stable.
 */
export class AuditUnavailableError extends Error {
  readonly name = 'AuditUnavailableError';
  readonly code = 'audit_unavailable';

  constructor(readonly reason: AuditUnavailableReason, options?: ErrorOptions) {
    super(`The audit log cannot take a record: ${TEXTS[reason]}`, options);
  }
}
