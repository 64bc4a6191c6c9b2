import { hash } from 'node:crypto';
import type { AuditRecord } from './types';

/**
 * The file format. A segment is text; each line is `<chain> <payload>`, where
 * chain is the base64url SHA-256 of the chain of the line before and the
 * payload. The first line of a segment names the writer and where it goes on;
 * its payload is not part of a record. Records are numbered from 1 per writer.
 */

/** Where a segment begins. */
export interface OpenPayload {
  readonly v: 1;
  readonly writer: string;
  readonly segment: number;
  /** Number of the next record. */
  readonly next: number;
  /** Chain before it. */
  readonly prev: string;
  readonly at: number;
}

/** One record in the clear, or a JWE of an array of `c` records from `n` on. */
export type RecordPayload =
  | { readonly n: number; readonly r: AuditRecord }
  | { readonly n: number; readonly c: number; readonly e: string };

/** A line as it stands in the file. */
export interface Line {
  readonly chain: string;
  readonly payload: string;
}

const LINE = /^([A-Za-z0-9_-]{43}) (\{.*\})$/;

/** The chain before the first record of a writer. */
export function genesis(writer: string): string {
  return hash('sha256', `waymark-audit/1 ${writer}`, 'base64url');
}

export function chainOf(prev: string, payload: string): string {
  return hash('sha256', prev + payload, 'base64url');
}

/** Null for a line that is none, such as a torn one. */
export function parseLine(text: string): Line | null {
  const match = LINE.exec(text);
  return match && { chain: match[1], payload: match[2] };
}

/** Null for a payload that is not one of ours. */
export function parseRecordPayload(text: string): RecordPayload | null {
  const value = parseJson(text) as Partial<Record<string, unknown>> | null;
  if (!value || !Number.isSafeInteger(value.n)) {
    return null;
  }
  const plain = typeof value.r === 'object' && value.r !== null;
  const sealed = typeof value.e === 'string' && Number.isSafeInteger(value.c);
  return plain || sealed ? (value as unknown as RecordPayload) : null;
}

/** Null for a payload that does not open a segment. */
export function parseOpenPayload(text: string): OpenPayload | null {
  const value = parseJson(text) as Partial<OpenPayload> | null;
  return value?.v === 1 &&
    typeof value.writer === 'string' &&
    typeof value.prev === 'string' &&
    Number.isSafeInteger(value.segment) &&
    Number.isSafeInteger(value.next)
    ? (value as OpenPayload)
    : null;
}

/** How many records a payload holds. */
export function countOf(payload: RecordPayload): number {
  return 'e' in payload ? payload.c : 1;
}

/** Lines of a piece of a file, with where each ends; an unfinished one is left out. */
export function* linesOf(
  data: Buffer,
): Generator<{ text: string; end: number }> {
  for (let start = 0; ; ) {
    const end = data.indexOf(10, start);
    if (end < 0) {
      return;
    }
    yield { text: data.toString('utf8', start, end), end: end + 1 };
    start = end + 1;
  }
}

const SEGMENT = /^(\d{8})\.log$/;

export function segmentName(segment: number): string {
  return `${String(segment).padStart(8, '0')}.log`;
}

/** Numbers of the segments among names of files. */
export function segmentNumbers(names: readonly string[]): number[] {
  return names
    .map(name => SEGMENT.exec(name))
    .filter(match => match !== null)
    .map(match => Number(match[1]));
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
