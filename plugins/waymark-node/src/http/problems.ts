import { STATUS_CODES } from 'node:http';

/**
 * One thing that is wrong with a request, for machines and for people.
 *
 * @public
 */
export interface ProblemIssue {
  code: string;
  message: string;
  pointer?: string;
  line?: number;
  column?: number;
  value?: string;
  hint?: string;
}

/**
 * The body of an `application/problem+json` answer (RFC 9457) with our stable
 * `code`.
 *
 * @public
 */
export interface ProblemDetails {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: string;
  hint?: string;
  issues?: ProblemIssue[];
  issueCount?: number;
}

/** @public */
export interface ProblemErrorOptions {
  hint?: string;
  /** Shown as given: at most 100 of them make sense. */
  issues?: ProblemIssue[];
  /** How many there are; the number of `issues` unless told. */
  issueCount?: number;
  /** Kept for the log, never sent. */
  cause?: unknown;
}

/**
 * An error that is meant to be read by the caller: all of it is sent.
 *
 * @public
 */
export class ProblemError extends Error {
  readonly name = 'ProblemError';
  readonly hint?: string;
  readonly issues?: ProblemIssue[];
  readonly issueCount?: number;

  constructor(
    /** HTTP status, 400–599. */
    readonly status: number,
    /** Stable, such as `sbom.query`. */
    readonly code: string,
    /** One or two sentences. */
    detail: string,
    options: ProblemErrorOptions = {},
  ) {
    super(detail, { cause: options.cause });
    this.hint = options.hint;
    this.issues = options.issues;
    this.issueCount = options.issueCount ?? options.issues?.length;
  }

  /** The problem details to send. */
  toDetails(): ProblemDetails {
    return {
      // RFC 9457, 4.2.1: with about:blank the title is the status phrase.
      type: 'about:blank',
      title: STATUS_CODES[this.status] ?? 'Error',
      status: this.status,
      detail: this.message,
      code: this.code,
      ...(this.hint !== undefined && { hint: this.hint }),
      ...(this.issues !== undefined && {
        issues: this.issues,
        issueCount: this.issueCount,
      }),
    };
  }
}
