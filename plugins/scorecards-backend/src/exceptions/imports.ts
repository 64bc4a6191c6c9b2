import type { ExceptionImport } from '@waymark/backstage-plugin-scorecards-common';
import type { PolicyRule } from '@waymark/policy-engine';
import { createHash } from 'node:crypto';
import { canonicalText } from '../canonical';
import { approvalsNeeded } from './terms';
import type { ExceptionRecord } from './types';

/** The record of an exception of the past; the same import has the same id. */
export function imported(
  past: ExceptionImport,
  rule: PolicyRule,
  approverGroup: string,
): ExceptionRecord {
  const { approvals, history, reviewDue, state, ...request } = past;
  const breakGlass = request.breakGlass ?? false;
  const lines = history.map(line => ({ ...line, at: Date.parse(line.at) }));
  const timeOf = (wanted: string) =>
    lines.find(({ what }) => what === wanted)?.at ?? null;
  const requestedAt = timeOf('requested') ?? lines[0].at;
  const ends = {
    requested: null,
    approved: null,
    expired: Date.parse(past.expires),
    rejected: timeOf('rejected'),
    revoked: timeOf('revoked'),
  };
  return {
    ...request,
    id: idOf(past),
    severity: rule.severity,
    approverGroup,
    approvalsNeeded: Math.max(
      approvals.length,
      approvalsNeeded(rule.severity, breakGlass),
    ),
    approvals: approvals.map(item => ({
      ...item,
      group: approverGroup,
      at: Date.parse(item.at),
    })),
    requestedAt,
    notBefore: past.notBefore ? Date.parse(past.notBefore) : requestedAt,
    expires: Date.parse(past.expires),
    breakGlass,
    renews: request.renews ?? null,
    reviewDue,
    state,
    imported: true,
    approvedAt: timeOf('approved'),
    endedAt: ends[state],
    history: lines,
  };
}

function idOf(past: ExceptionImport): string {
  const { entityRef, finding, requestedBy, rule } = past;
  const text = canonicalText([
    entityRef,
    rule,
    finding,
    requestedBy,
    past.history[0],
  ]);
  const hex = createHash('sha256').update(text).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16)]
    .concat(hex.slice(16, 20), hex.slice(20, 32))
    .join('-');
}
