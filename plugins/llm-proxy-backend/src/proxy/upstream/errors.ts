import { isObject, parseObject } from '../providers/taps/sse';
import type { Dialect } from '../types';

/** An error before it has the form of a dialect. */
export interface Problem {
  readonly message: string;
  readonly type: string;
  readonly code: string | null;
  readonly param: string | null;
}

const LONGEST_MESSAGE = 400;
const WORD = /^[a-z][a-z0-9_.-]{0,63}$/;
const PARAM = /^[A-Za-z0-9_.[\]-]{1,128}$/;

/** What must not reach a client: addresses, credentials, accounts. */
const SECRETS: ReadonlyArray<readonly [RegExp, string]> = [
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s"'<>]+/gi, '[address]'],
  [/\b(bearer|basic)\s+[^\s"',]+/gi, '$1 [redacted]'],
  [
    /\b(?:sk|pk|rk|key|org|proj|user|acct|req)[-_][A-Za-z0-9*_-]{6,}/g,
    '[redacted]',
  ],
  [/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g, '[redacted]'],
  [/\b(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?\b/g, '[address]'],
  [
    /\b(?:[a-z0-9-]+\.)+(?:com|net|org|io|ai|dev|local|internal|svc)(?::\d+)?\b/gi,
    '[address]',
  ],
];

/** Takes out of a text of the provider what is not for clients, and bounds it. */
function scrubText(text: string, scrubKeys: (text: string) => string): string {
  // Keys first: a cut could leave the first half of one. Then the cut, so that
  // the time of the patterns is bounded.
  let clean = scrubKeys(text).slice(0, 8 * LONGEST_MESSAGE);
  for (const [pattern, instead] of SECRETS) {
    clean = clean.replace(pattern, instead);
  }
  clean = clean.replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}]+/gu, ' ').trim();
  return clean.length > LONGEST_MESSAGE
    ? `${clean.slice(0, LONGEST_MESSAGE - 1)}…`
    : clean;
}

/** Types by status; Anthropic documents them, OpenAI's differ in two. */
const TYPES: Readonly<
  Record<number, readonly [openai: string, anthropic: string]>
> = {
  400: ['invalid_request_error', 'invalid_request_error'],
  401: ['authentication_error', 'authentication_error'],
  403: ['permission_error', 'permission_error'],
  404: ['invalid_request_error', 'not_found_error'],
  408: ['timeout', 'timeout_error'],
  413: ['invalid_request_error', 'request_too_large'],
  422: ['invalid_request_error', 'invalid_request_error'],
  429: ['rate_limit_error', 'rate_limit_error'],
  503: ['server_error', 'overloaded_error'],
  504: ['server_error', 'timeout_error'],
  529: ['server_error', 'overloaded_error'],
};

/** The type of an error in a dialect. */
function typeFor(dialect: Dialect, status: number): string {
  const known = TYPES[status];
  if (known) {
    return known[dialect === 'openai' ? 0 : 1];
  }
  if (status < 500) {
    return 'invalid_request_error';
  }
  return dialect === 'openai' ? 'server_error' : 'api_error';
}

/** An error object as the dialect has it. */
export function errorObject(
  dialect: Dialect,
  problem: Problem,
): Record<string, unknown> {
  return dialect === 'openai'
    ? {
        error: {
          message: problem.message,
          type: problem.type,
          param: problem.param,
          code: problem.code,
        },
      }
    : {
        type: 'error',
        error: { type: problem.type, message: problem.message },
      };
}

/**
 * Reads an error of either dialect, and makes one for the client of it.
 *
 * @param from - Whose words the provider speaks; its type is kept where both are the same.
 */
export function readProblem(
  value: unknown,
  status: number,
  from: Dialect,
  to: Dialect,
  scrubKeys: (text: string) => string,
): Problem {
  const object = isObject(value) ? value : {};
  const error = isObject(object.error) ? object.error : object;
  const word = (text: unknown) =>
    typeof text === 'string' && WORD.test(text) && scrubKeys(text) === text
      ? text
      : null;
  const said = typeof error.message === 'string' ? error.message : object.error;
  // About our own credential the client must learn nothing, not even its end.
  const message =
    status !== 401 && typeof said === 'string'
      ? scrubText(said, scrubKeys)
      : '';
  return {
    message:
      message ||
      (status === 401
        ? 'The provider did not accept the credential of the proxy.'
        : `The provider answered with status ${status}.`),
    type: (from === to && word(error.type)) || typeFor(to, status),
    code: word(error.code),
    param:
      typeof error.param === 'string' &&
      PARAM.test(error.param) &&
      scrubKeys(error.param) === error.param
        ? error.param
        : null,
  };
}

/** The body of an answer with an error status. */
export function errorBody(
  raw: Buffer,
  status: number,
  from: Dialect,
  to: Dialect,
  scrubKeys: (text: string) => string,
): Buffer {
  const problem = readProblem(
    parseObject(raw.toString('utf8')),
    status,
    from,
    to,
    scrubKeys,
  );
  return Buffer.from(JSON.stringify(errorObject(to, problem)));
}
