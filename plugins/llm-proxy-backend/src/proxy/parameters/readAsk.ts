import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import { Denial } from '../errors';
import type { Route } from '../routes';
import type { ParsedBody } from '../types';
import { hasMedia } from './contents';
import { PARAMETERS } from './tables';

/** What a body asks for, in the terms that every later step uses. */
export interface Ask {
  readonly operation: LlmOperation;
  readonly alias: string;
  readonly stream: boolean;
  /** The caller's own; null when left out. */
  readonly cap: number | null;
  readonly body: ParsedBody;
}

/** Names that may be quoted: no key of any provider looks like this. */
const QUOTABLE = /^[a-z]{1,24}(?:_[a-z]{1,24}){0,4}$/;

/**
 * Reads the parameters of a body by the list of its operation.
 *
 * @param maxBytes - For bodies of text alone.
 * @throws {@link Denial}
 */
export function readAsk(route: Route, body: ParsedBody, maxBytes: number): Ask {
  const { value } = body;
  const operation = operationOf(route, body);
  const table = PARAMETERS[operation];
  for (const name of Object.keys(value)) {
    const check = table.checks.get(name);
    if (check === undefined) {
      throw refused('unknown_parameter', name);
    }
    // The official clients send null for what was left out.
    const problem = value[name] === null ? null : check(value[name]);
    if (problem !== null) {
      throw refused(`${problem}_parameter`, name);
    }
  }
  for (const name of table.required) {
    if ((value[name] ?? null) === null) {
      throw refused('missing_parameter', name);
    }
  }
  if (
    body.bytes.length > maxBytes &&
    !hasMedia(value.messages) &&
    !hasMedia(value.input)
  ) {
    throw new Denial('body_too_large');
  }
  return {
    operation,
    alias: value.model as string,
    stream: value.stream === true,
    cap: capOf(value, table.caps),
    body,
  };
}

function operationOf(route: Route, body: ParsedBody): LlmOperation {
  if (route.operation !== 'auto') {
    return route.operation as LlmOperation;
  }
  // Both is refused by the list of either.
  return body.spans.has('messages') ? 'chat' : 'completions';
}

function capOf(
  value: Readonly<Record<string, unknown>>,
  names: readonly string[],
): number | null {
  let cap: number | null = null;
  for (const name of names) {
    const given = value[name] ?? null;
    if (given !== null) {
      if (cap !== null) {
        throw refused('invalid_parameter', name);
      }
      cap = given as number;
    }
  }
  return cap;
}

function refused(
  code:
    | 'unknown_parameter'
    | 'unsupported_parameter'
    | 'invalid_parameter'
    | 'missing_parameter',
  name: string,
): Denial {
  if (!QUOTABLE.test(name)) {
    return new Denial(code);
  }
  const what = {
    unknown_parameter: `Unknown parameter: ${name}.`,
    unsupported_parameter: `${name} asks for what cannot be priced or kept apart here.`,
    invalid_parameter: `${name} has a value that is not valid.`,
    missing_parameter: `${name} is missing.`,
  }[code];
  return new Denial(code, { param: name, message: what });
}
