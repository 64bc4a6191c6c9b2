import type { IncomingHttpHeaders } from 'node:http';

/**
 * What a client may see of the provider's headers. Limits, ids and names of
 * servers tell about the account that all tenants share.
 */
const ALLOWED = ['content-type', 'retry-after'] as const;

/** At most this long; longer ones are not passed on. */
const LONGEST = 128;

export function answerHeaders(
  headers: IncomingHttpHeaders,
): Record<string, string> {
  const allowed: Record<string, string> = {};
  for (const name of ALLOWED) {
    const value = headers[name];
    if (typeof value === 'string' && value.length <= LONGEST) {
      allowed[name] = value;
    }
  }
  return allowed;
}

/** Without parameters, lower-cased; RFC 9110, 8.3.1. */
export function mediaType(headers: IncomingHttpHeaders): string {
  return String(headers['content-type'] ?? '')
    .split(';', 1)[0]
    .trim()
    .toLowerCase();
}
