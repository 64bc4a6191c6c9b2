import type { LlmDenial } from '@waymark/backstage-plugin-llm-proxy-common';
import { CODES, type ErrorCode } from './errorCodes';
import type { Dialect } from './types';

export interface DenialDetails {
  /** Instead of the message of the code. Quotes nothing of the request. */
  readonly message?: string;
  /** Which parameter. */
  readonly param?: string;
  readonly rule?: string;
  readonly owner?: string | null;
  /** Seconds. */
  readonly retryAfter?: number;
  /** For the record, when it may say more than the answer. */
  readonly reason?: string;
  /** RFC 6750, section 3: value of WWW-Authenticate. */
  readonly challenge?: string;
  /** Value of Allow, RFC 9110, section 15.5.6. */
  readonly allow?: string;
  readonly cause?: unknown;
}

/** Why a request is not served, with all that its answer and its record say. */
export class Denial extends Error {
  readonly name = 'Denial';
  readonly status: number;
  readonly stage: LlmDenial['stage'];

  constructor(readonly code: ErrorCode, readonly details: DenialDetails = {}) {
    super(details.message ?? CODES[code].message, { cause: details.cause });
    this.status = CODES[code].status;
    this.stage = CODES[code].stage;
  }

  /** False for what a repetition cannot change, and for what it would only make worse. */
  get mayRetry(): boolean {
    return this.stage === 'upstream' && this.status >= 500;
  }
}

/** The error object in the manner of the route. */
export function errorBody(
  denial: Denial,
  dialect: Dialect,
  requestId: string,
): string {
  const [openai, anthropic] = CODES[denial.code].types;
  if (dialect === 'anthropic') {
    return JSON.stringify({
      type: 'error',
      error: { type: anthropic, message: denial.message },
      request_id: requestId,
    });
  }
  return JSON.stringify({
    error: {
      message: denial.message,
      type: openai,
      param: denial.details.param ?? null,
      code: denial.code,
    },
  });
}

/**
 * The last event of a stream that broke off. Without it the official client
 * takes the end of the connection for the end of the answer.
 */
export function errorEvent(
  denial: Denial,
  dialect: Dialect,
  operation: string,
  requestId: string,
): string {
  const body = errorBody(denial, dialect, requestId);
  if (dialect === 'anthropic') {
    return `event: error\ndata: ${body}\n\n`;
  }
  if (operation === 'responses') {
    const event = {
      type: 'error',
      code: denial.code,
      message: denial.message,
      param: null,
      sequence_number: 0,
    };
    return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
  }
  return `data: ${body}\n\n`;
}
