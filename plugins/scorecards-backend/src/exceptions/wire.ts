import type { PolicyException } from '@waymark/backstage-plugin-scorecards-common';
import { isoOf } from '../database/rows';
import type { ExceptionRecord } from './types';

/** An exception as the API answers with it. */
export function toWire(seen: {
  record: ExceptionRecord;
  findingOpen: boolean;
  may: PolicyException['may'];
}): PolicyException {
  const { findingOpen, may, record } = seen;
  return {
    id: record.id,
    rule: record.rule,
    entityRef: record.entityRef,
    finding: record.finding,
    stages: [...record.stages],
    reason: record.reason,
    ticket: record.ticket,
    compensatingControl: record.compensatingControl,
    requestedBy: record.requestedBy,
    requestedAt: isoOf(record.requestedAt),
    approverGroup: record.approverGroup,
    approvalsNeeded: record.approvalsNeeded,
    approvals: record.approvals.map(item => ({ ...item, at: isoOf(item.at) })),
    notBefore: isoOf(record.notBefore),
    expires: isoOf(record.expires),
    state: record.state,
    breakGlass: record.breakGlass,
    reviewDue: record.reviewDue,
    renews: record.renews,
    findingOpen,
    imported: record.imported,
    may,
    history: record.history.map(line => ({ ...line, at: isoOf(line.at) })),
  };
}
