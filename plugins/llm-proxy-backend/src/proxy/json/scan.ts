import { isAscii, isUtf8 } from 'node:buffer';
import type { ParsedBody, Span } from '../types';

/** Why a body is not taken. */
export type BodyErrorCode =
  | 'syntax'
  | 'encoding'
  | 'not_object'
  | 'too_deep'
  | 'duplicate_key'
  | 'surrogate'
  | 'number';

const MESSAGES: Readonly<Record<BodyErrorCode, string>> = {
  syntax: 'The body is not valid JSON.',
  encoding: 'The body is not valid UTF-8.',
  not_object: 'The body must be a JSON object.',
  too_deep: 'The body is nested too deeply.',
  duplicate_key: 'An object in the body has the same key twice.',
  surrogate: 'A string in the body has half of a surrogate pair.',
  number: 'A number in the body is out of range.',
};

/** A body that is not taken; the message quotes nothing of it. */
export class BodyError extends Error {
  readonly name = 'BodyError';
  constructor(readonly code: BodyErrorCode) {
    super(MESSAGES[code]);
  }
}

/** Under `u` the halves of a pair are one character, and do not match. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Parses a body strictly by RFC 8259, which leaves open what we must not:
 * equal names (also those that are equal only once unescaped), invalid UTF-8,
 * halves of surrogate pairs, numbers beyond doubles and depth are refused, as
 * whoever parses the same bytes after us may read them otherwise.
 *
 * The engine's own parser builds the value; one walk over the bytes counts
 * members and finds the outermost ones. Names repeat exactly when there are
 * more members than properties.
 *
 * @param maxDepth - Containers inside each other, the outermost included.
 * @throws {@link BodyError}
 */
export function parseBody(bytes: Buffer, maxDepth: number): ParsedBody {
  const ascii = isAscii(bytes);
  if (!ascii && !isUtf8(bytes)) {
    throw new BodyError('encoding');
  }
  // One character for each byte, so that positions are those of the bytes.
  const raw = bytes.toString('latin1');
  const outline = walk(raw, maxDepth);
  const value = parse(ascii ? raw : bytes.toString('utf8'));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BodyError('not_object');
  }
  const escapes = raw.includes('\\u');
  if (countMembers(value, escapes) !== outline.members) {
    throw new BodyError('duplicate_key');
  }
  return {
    bytes,
    value: value as Record<string, unknown>,
    spans: outermost(bytes, raw, outline.marks),
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Its message quotes the text.
    throw new BodyError('syntax');
  }
}

interface Outline {
  /** Colons outside of strings. */
  readonly members: number;
  /** For each outermost member: start and end of the name, end of the value. */
  readonly marks: readonly number[];
}

/** Only sound for text that parses; that is asked afterwards. */
function walk(raw: string, maxDepth: number): Outline {
  const marks: number[] = [];
  let members = 0;
  let depth = 0;
  let stringStart = 0;
  let stringEnd = 0;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === QUOTE) {
      stringStart = at;
      at = endOfString(raw, at);
      stringEnd = at + 1;
    } else if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      if (++depth > maxDepth) {
        throw new BodyError('too_deep');
      }
    } else if (code === CLOSE_OBJECT || code === CLOSE_ARRAY) {
      if (--depth === 0 && marks.length % 3 === 2) {
        marks.push(at);
      }
    } else if (code === COLON) {
      members++;
      if (depth === 1) {
        marks.push(stringStart, stringEnd);
      }
    } else if (code === COMMA && depth === 1) {
      marks.push(at);
    }
  }
  return { members, marks };
}

/** Where the closing quote stands; `indexOf` runs at the speed of memory. */
function endOfString(raw: string, start: number): number {
  let end = raw.indexOf('"', start + 1);
  while (end !== -1) {
    let before = end - 1;
    while (raw.charCodeAt(before) === BACKSLASH) {
      before--;
    }
    if ((end - before) % 2 === 1) {
      return end;
    }
    end = raw.indexOf('"', end + 1);
  }
  throw new BodyError('syntax');
}

/** Properties of all objects in it; looks at strings and numbers in passing. */
function countMembers(value: unknown, escapes: boolean): number {
  if (typeof value === 'string') {
    if (escapes && LONE_SURROGATE.test(value)) {
      throw new BodyError('surrogate');
    }
    return 0;
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) {
      throw new BodyError('number');
    }
    return 0;
  }
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) {
      count += countMembers(item, escapes);
    }
    return count;
  }
  const names = Object.keys(value);
  for (const name of names) {
    if (escapes && LONE_SURROGATE.test(name)) {
      throw new BodyError('surrogate');
    }
    count +=
      1 + countMembers((value as Record<string, unknown>)[name], escapes);
  }
  return count;
}

function outermost(
  bytes: Buffer,
  raw: string,
  marks: readonly number[],
): Map<string, Span> {
  const spans = new Map<string, Span>();
  for (let at = 0; at < marks.length; at += 3) {
    const nameStart = marks[at];
    const nameEnd = marks[at + 1];
    let name = raw.slice(nameStart + 1, nameEnd - 1);
    if (!/^[a-zA-Z0-9_]*$/.test(name)) {
      name = JSON.parse(bytes.toString('utf8', nameStart, nameEnd)) as string;
    }
    let start = raw.indexOf(':', nameEnd) + 1;
    let end = marks[at + 2];
    while (isSpace(raw.charCodeAt(start))) {
      start++;
    }
    while (isSpace(raw.charCodeAt(end - 1))) {
      end--;
    }
    spans.set(name, { start, end });
  }
  return spans;
}

/** RFC 8259, section 2. */
function isSpace(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}
