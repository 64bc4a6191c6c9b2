import type { AuditLog } from '../audit/types';
import {
  CredentialError,
  CredentialsUnavailableError,
  StoppedError,
} from '../credentials/types';
import { partyOf, type Call } from './Call';
import { Denial, errorBody } from './errors';
import { BodyError } from './json/scan';
import type { ProxyTelemetry } from './types';

const REALM = 'Bearer realm="waymark"';
/** So much of a body that nobody reads is let in, to keep the connection. */
const MAX_UNREAD_BYTES = 64 * 1024;

/** Records refusals, and answers with them. */
export class Denials {
  constructor(
    private readonly audit: AuditLog,
    private readonly telemetry: ProxyTelemetry,
    private readonly now: () => number,
    private readonly id: () => string,
    private readonly report: (error: unknown, requestId: string) => void,
  ) {}

  /** Whatever went wrong, in the terms of the routes. */
  of(error: unknown, call: Call): Denial {
    if (error instanceof Denial) {
      return error;
    }
    if (error instanceof BodyError) {
      return new Denial('invalid_json', { message: error.message });
    }
    if (error instanceof CredentialError) {
      return new Denial('invalid_api_key', {
        reason: `${error.code}: ${error.message}`,
        challenge:
          error.code === 'missing' ? REALM : `${REALM}, error="invalid_token"`,
      });
    }
    if (error instanceof CredentialsUnavailableError) {
      return new Denial('credentials_unavailable', { retryAfter: 5 });
    }
    if (error instanceof StoppedError) {
      call.party = partyOf(error.principal);
      return new Denial('stopped', { reason: error.message });
    }
    return new Denial('internal_error', { cause: error });
  }

  record(call: Call, denial: Denial): void {
    const { code, details, stage, status } = denial;
    if (details.cause !== undefined) {
      this.report(details.cause, call.requestId);
    }
    this.telemetry.denied(stage, code);
    this.audit.append({
      type: 'denial',
      id: this.id(),
      requestId: call.requestId,
      at: this.now(),
      party: call.party,
      operation: call.operation,
      alias: call.alias,
      stage,
      status,
      code,
      rule: details.rule ?? null,
      reason: details.reason ?? denial.message,
      owner: details.owner ?? null,
    });
  }

  answer(call: Call, denial: Denial): void {
    const { details, status } = denial;
    const headers = call.headers('application/json');
    headers['x-waymark-error'] = denial.code;
    if (!denial.mayRetry) {
      // The official clients would send each denial three times.
      headers['x-should-retry'] = 'false';
    }
    if (details.retryAfter !== undefined) {
      headers['retry-after'] = String(Math.ceil(details.retryAfter));
    }
    if (details.challenge !== undefined) {
      headers['www-authenticate'] = details.challenge;
    }
    if (details.allow !== undefined) {
      headers.allow = details.allow;
    }
    if (isLongUnread(call)) {
      headers.connection = 'close';
    }
    const body = errorBody(denial, call.dialect, call.requestId);
    call.send(status, headers, Buffer.from(body));
  }
}

function isLongUnread({ req }: Call): boolean {
  if (req.complete) {
    return false;
  }
  const length = req.headers['content-length'];
  return length === undefined
    ? req.headers['transfer-encoding'] !== undefined
    : !(Number(length) <= MAX_UNREAD_BYTES);
}

/** RFC 6750, section 3.1. */
export function outOfScope(scope: string): Denial {
  return new Denial('insufficient_scope', {
    challenge: `${REALM}, error="insufficient_scope", scope="${scope}"`,
  });
}
