import type {
  BomIssue,
  SbomProblemCode,
} from '@waymark/backstage-plugin-sbom-common';

/** What a refusal says; plain data, so that it can cross processes. */
export interface Refusal {
  code: SbomProblemCode;
  /** HTTP status. */
  status: number;
  /** One sentence for people. */
  detail: string;
  hint?: string;
  issues: BomIssue[];
  issueCount: number;
}

/**
 * A document that can never be stored, or cannot be analysed now, with what
 * the API has to answer. Issues of the document itself are no refusal; see
 * `AnalysedBom.issues`.
 */
export class BomRefusedError extends Error {
  readonly name = 'BomRefusedError';
  readonly code: SbomProblemCode;
  readonly status: number;
  readonly hint: string | undefined;
  readonly issues: BomIssue[];
  readonly issueCount: number;

  constructor(refusal: Refusal, options?: ErrorOptions) {
    super(refusal.detail, options);
    this.code = refusal.code;
    this.status = refusal.status;
    this.hint = refusal.hint;
    this.issues = refusal.issues;
    this.issueCount = refusal.issueCount;
  }

  /** The same as plain data. */
  toRefusal(): Refusal {
    return {
      code: this.code,
      status: this.status,
      detail: this.message,
      hint: this.hint,
      issues: this.issues,
      issueCount: this.issueCount,
    };
  }
}

const statusOf = {
  'sbom.busy': 503,
  'sbom.deadline': 413,
  'sbom.doctype': 400,
  'sbom.format': 415,
  'sbom.internal': 500,
  'sbom.root_unsound': 422,
  'sbom.syntax': 400,
  'sbom.too_complex': 413,
  'sbom.too_deep': 413,
} as const satisfies Partial<Record<SbomProblemCode, number>>;

/** Builds the refusal of one code, with at most one place that explains it. */
export function refuse(
  code: keyof typeof statusOf,
  detail: string,
  more: { hint?: string; issue?: Omit<BomIssue, 'code' | 'message'> } = {},
  options?: ErrorOptions,
): BomRefusedError {
  const issues = more.issue ? [{ code, message: detail, ...more.issue }] : [];
  const refusal: Refusal = {
    code,
    status: statusOf[code],
    detail,
    hint: more.hint,
    issues,
    issueCount: issues.length,
  };
  return new BomRefusedError(refusal, options);
}
