import type { IncomingMessage } from 'node:http';
import { CredentialError } from '../credentials/types';
import { Denial } from './errors';
import type { Route } from './routes';

/** RFC 6750, section 2.1: b64token. */
const TOKEN = /^[A-Za-z0-9\-._~+/]+=*$/;
const MAX_TOKEN = 8192;
const JSON_TYPE = /^application\/json(?:; *charset="?utf-8"?)?$/i;
const SINGLE = new Set([
  'authorization',
  'x-api-key',
  'content-length',
  'content-type',
  'content-encoding',
  'transfer-encoding',
  'host',
  'idempotency-key',
]);
const LONGEST = 17;

/**
 * What can be judged by the characters of the head alone, before anything is
 * read or looked up.
 *
 * @param query - With its question mark, or empty.
 * @throws {@link Denial}
 */
export function checkHead(
  req: IncomingMessage,
  route: Route,
  query: string,
  maxBytes: number,
): void {
  if (req.method !== route.method) {
    throw new Denial('method_not_allowed', { allow: route.method });
  }
  checkSingle(req.rawHeaders);
  if (query !== '' && !isKnownQuery(route, query)) {
    throw new Denial('query_not_allowed');
  }
  const { headers } = req;
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    // RFC 9112, section 6.3: both are a sign of smuggling.
    if (length !== undefined || coding.toLowerCase() !== 'chunked') {
      throw new Denial('bad_framing');
    }
  } else if (length !== undefined) {
    if (!/^\d{1,15}$/.test(length)) {
      throw new Denial('bad_framing');
    }
    if (Number(length) > maxBytes) {
      throw new Denial('body_too_large');
    }
  }
  if (route.method === 'POST') {
    const type = headers['content-type'];
    const encoding = headers['content-encoding'];
    if (
      type === undefined ||
      (type !== 'application/json' && !JSON_TYPE.test(type)) ||
      (encoding !== undefined && encoding !== 'identity')
    ) {
      throw new Denial('unsupported_media_type');
    }
  }
}

/** Of repeated ones Node keeps the first, others the last. */
function checkSingle(raw: readonly string[]): void {
  let seen: string[] | null = null;
  for (let at = 0; at < raw.length; at += 2) {
    if (raw[at].length <= LONGEST) {
      const name = raw[at].toLowerCase();
      if (SINGLE.has(name)) {
        if (seen === null) {
          seen = [name];
        } else if (seen.includes(name)) {
          throw new Denial('header_repeated');
        } else {
          seen.push(name);
        }
      }
    }
  }
}

/** What the official clients add by themselves. */
function isKnownQuery(route: Route, query: string): boolean {
  return route.method === 'GET'
    ? /^\?(?:limit=\d{1,4}|(?:after|before)_id=[\w.:-]{1,200}|&)+$/.test(query)
    : route.dialect === 'anthropic' && query === '?beta=true';
}

/**
 * The one credential of a request.
 *
 * @throws CredentialError - when there is none, or two.
 */
export function tokenOf(req: IncomingMessage): string {
  const { authorization } = req.headers;
  const key = req.headers['x-api-key'];
  if (authorization === undefined && key === undefined) {
    throw new CredentialError('missing', 'No credential was sent.');
  }
  if (authorization !== undefined && key !== undefined) {
    throw new CredentialError('malformed', 'Two credentials were sent.');
  }
  let token = key as string | undefined;
  if (authorization !== undefined) {
    // RFC 9110, section 11.1: the scheme is case-insensitive.
    const isBearer = authorization.slice(0, 7).toLowerCase() === 'bearer ';
    token = isBearer ? authorization.slice(7) : '';
  }
  if (!token || token.length > MAX_TOKEN || !TOKEN.test(token)) {
    throw new CredentialError('malformed', 'The credential is not a token.');
  }
  return token;
}
