import type { ExceptionRequest } from '@waymark/backstage-plugin-scorecards-common';
import type { PolicyRule } from '@waymark/policy-engine';
import { randomUUID } from 'node:crypto';
import { mustFit, note, Refusal } from './machine';
import type { OpenFinding } from './OpenFindings';
import { approvalsNeeded, BREAK_GLASS_MS } from './terms';
import type { ExceptionRecord } from './types';

/** What a request is held against. */
export interface RequestContext {
  readonly now: number;
  readonly by: string;
  readonly approverGroup: string;
  readonly cap: number;
  readonly finding: OpenFinding | undefined;
  readonly rule: PolicyRule | undefined;
  /** Other exceptions of the same entity, rule and finding. */
  readonly others: readonly ExceptionRecord[];
}

/**
 * The exception that is asked for.
 *
 * @throws Refusal
 */
export function requested(
  request: ExceptionRequest,
  context: RequestContext,
): ExceptionRecord {
  const { by, finding, now, others, rule } = context;
  if (!rule?.waivable || finding?.waivable === false) {
    throw new Refusal(
      'exceptions.not_waivable',
      `${request.rule} does not allow exceptions for this.`,
    );
  }
  if (!finding) {
    throw new Refusal(
      'exceptions.no_finding',
      'The newest verdict has no such finding. Copy its key exactly.',
    );
  }
  const { renews = null } = request;
  if (renews !== null && !others.some(({ id }) => id === renews)) {
    throw new Refusal(
      'exceptions.not_found',
      'The exception to renew is not one of this finding.',
    );
  }
  const { breakGlass = false } = request;
  const from = Math.max(now, Date.parse(request.notBefore ?? '') || now);
  const to = Math.min(
    Date.parse(request.expires),
    breakGlass ? from + BREAK_GLASS_MS : Infinity,
  );
  if (to <= from) {
    throw new Refusal(
      'exceptions.over_cap',
      'The exception would end before it begins.',
    );
  }
  mustFit(others, { from, to }, context.cap);
  const record: ExceptionRecord = {
    id: randomUUID(),
    rule: request.rule,
    entityRef: request.entityRef,
    finding: request.finding,
    severity: finding.severity,
    stages: [...new Set(request.stages)],
    reason: request.reason,
    ticket: request.ticket,
    compensatingControl: request.compensatingControl,
    requestedBy: by,
    requestedAt: now,
    approverGroup: context.approverGroup,
    approvalsNeeded: approvalsNeeded(finding.severity, breakGlass),
    approvals: [],
    notBefore: from,
    expires: to,
    state: 'requested',
    breakGlass,
    reviewDue: false,
    renews,
    imported: false,
    approvedAt: null,
    endedAt: null,
    history: [],
  };
  return note(record, now, 'requested', by, request.reason);
}
