import type {
  ExceptionDecision,
  ScorecardsProblemCode,
} from '@waymark/backstage-plugin-scorecards-common';
import { BREAK_GLASS_MS, coveredTime } from './terms';
import type { ExceptionRecord, Happening } from './types';

/** Why a step is not taken. */
export class Refusal extends Error {
  constructor(readonly code: ScorecardsProblemCode, message: string) {
    super(message);
  }
}

/** Who decides, and what the decision is held against. */
export interface DecisionContext {
  /** UTC ms. */
  readonly now: number;
  readonly by: string;
  /** Whether `by` is a trusted member of the exception's approver group. */
  readonly isApprover: boolean;
  /** Longest time over all exceptions of the finding, milliseconds. */
  readonly cap: number;
  /** The other exceptions of the same entity, rule and finding. */
  readonly others: readonly ExceptionRecord[];
}

type Decision = ExceptionDecision['decision'];
type May = Decision | 'renew';

/** What somebody may do with an exception now. */
export function mayOf(
  record: ExceptionRecord,
  who: { now: number; by: string; isApprover: boolean },
): May[] {
  const own = who.by === record.requestedBy;
  const open = current(record, who.now).state;
  const approved = record.approvals.some(({ by }) => by === who.by);
  const decides = who.isApprover && !own;
  const list: Array<[May, boolean]> = [
    ['approve', open === 'requested' && decides && !approved],
    ['reject', open === 'requested' && decides],
    ['revoke', open === 'approved' && (who.isApprover || own)],
    ['review', record.reviewDue && decides && !approved],
    ['renew', own && (open === 'approved' || open === 'expired')],
  ];
  return list.filter(([, allowed]) => allowed).map(([what]) => what);
}

/** The exception as it stands at a time: ended if its time has come. */
export function current(record: ExceptionRecord, now: number): ExceptionRecord {
  const isOpen = record.state === 'requested' || record.state === 'approved';
  if (!isOpen || now < record.expires) {
    return record;
  }
  const ended = {
    ...record,
    state: 'expired' as const,
    endedAt: record.expires,
  };
  return note(ended, record.expires, 'expired', null, null);
}

/**
 * The exception after a decision.
 *
 * @throws Refusal
 */
export function decide(
  record: ExceptionRecord,
  decision: ExceptionDecision,
  context: DecisionContext,
): ExceptionRecord {
  const { by, now } = context;
  const standing = current(record, now);
  mustBeAllowed(standing, decision.decision, context);
  const at = Math.max(now, lastTime(standing));
  const { reason } = decision;
  switch (decision.decision) {
    case 'approve':
      return approve(standing, decision, { ...context, now: at });
    case 'reject':
      return note(
        { ...standing, state: 'rejected', endedAt: at },
        at,
        'rejected',
        by,
        reason,
      );
    case 'revoke':
      return note(
        { ...standing, state: 'revoked', endedAt: at },
        at,
        'revoked',
        by,
        reason,
      );
    default:
      return note(
        { ...standing, reviewDue: false },
        at,
        'reviewed',
        by,
        reason,
      );
  }
}

function approve(
  record: ExceptionRecord,
  { expires, reason }: ExceptionDecision,
  context: DecisionContext,
): ExceptionRecord {
  const { by, now } = context;
  const from = Math.max(record.notBefore, now);
  const asked = Math.min(
    record.expires,
    expires === undefined ? Infinity : Date.parse(expires),
  );
  const until = record.breakGlass
    ? Math.min(asked, from + BREAK_GLASS_MS)
    : asked;
  if (until <= from) {
    throw new Refusal(
      'exceptions.over_cap',
      'The exception would end before it begins.',
    );
  }
  mustFit(context.others, { from, to: until }, context.cap);
  const approvals = [
    ...record.approvals,
    { by, group: record.approverGroup, at: now, reason },
  ];
  const shared = { ...record, approvals, expires: until };
  const noted = note(shared, now, 'approval', by, reason);
  if (approvals.length < record.approvalsNeeded) {
    return noted;
  }
  const approved = {
    ...noted,
    state: 'approved' as const,
    approvedAt: now,
    reviewDue: record.breakGlass,
  };
  return note(approved, now, 'approved', by, null);
}

/**
 * Holds a term against what a finding may have in all.
 *
 * @throws Refusal `exceptions.over_cap`
 */
export function mustFit(
  others: readonly ExceptionRecord[],
  term: { readonly from: number; readonly to: number },
  cap: number,
): void {
  if (coveredTime(others, term) > cap) {
    const days = Math.round((cap / 86_400_000) * 10) / 10;
    throw new Refusal(
      'exceptions.over_cap',
      `Exceptions of this finding may last ${days} days in all, renewals included.`,
    );
  }
}

function mustBeAllowed(
  record: ExceptionRecord,
  decision: Decision,
  who: DecisionContext,
): void {
  if (mayOf(record, who).includes(decision)) {
    return;
  }
  const own = who.by === record.requestedBy;
  if (own && decision !== 'revoke') {
    throw new Refusal(
      'exceptions.own_request',
      'Who asked for an exception does not decide it.',
    );
  }
  if (!own && !who.isApprover) {
    throw new Refusal(
      'exceptions.not_approver',
      `Only members of ${record.approverGroup} decide this exception.`,
    );
  }
  throw new Refusal(
    'exceptions.wrong_state',
    `The exception is ${record.state}; you cannot ${decision} it now.`,
  );
}

/** The exception with a line more in its history. */
export function note(
  record: ExceptionRecord,
  at: number,
  what: Happening,
  by: string | null,
  reason: string | null,
): ExceptionRecord {
  return { ...record, history: [...record.history, { at, what, by, reason }] };
}

/** Times of an exception never run backwards, whatever the clock does. */
function lastTime({ history }: ExceptionRecord): number {
  return Math.max(...history.map(({ at }) => at));
}
