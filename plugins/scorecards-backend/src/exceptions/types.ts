import type { PolicyException } from '@waymark/backstage-plugin-scorecards-common';

/** How bad what is excepted is. */
export type Severity = 'critical' | 'high' | 'medium' | 'low';

/** What happened to an exception. */
export type Happening = PolicyException['history'][number]['what'];

/** An exception as it is kept; times in UTC ms. */
export interface ExceptionRecord {
  readonly id: string;
  readonly rule: string;
  readonly entityRef: string;
  readonly finding: string;
  readonly severity: Severity;
  readonly stages: PolicyException['stages'];
  readonly reason: string;
  readonly ticket: string | null;
  readonly compensatingControl: string;
  readonly requestedBy: string;
  readonly requestedAt: number;
  readonly approverGroup: string;
  readonly approvalsNeeded: number;
  readonly approvals: ReadonlyArray<{
    readonly by: string;
    readonly group: string;
    readonly at: number;
    readonly reason: string;
  }>;
  readonly notBefore: number;
  readonly expires: number;
  readonly state: PolicyException['state'];
  readonly breakGlass: boolean;
  readonly reviewDue: boolean;
  readonly renews: string | null;
  readonly imported: boolean;
  /** Since when it counts; null before. */
  readonly approvedAt: number | null;
  /** When it was rejected or revoked, or ran out; null before. */
  readonly endedAt: number | null;
  readonly history: ReadonlyArray<{
    readonly at: number;
    readonly what: Happening;
    readonly by: string | null;
    readonly reason: string | null;
  }>;
}

/** How long exceptions may last in all; milliseconds. */
export interface LongestTerms {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byRule: Readonly<Record<string, number>>;
}
