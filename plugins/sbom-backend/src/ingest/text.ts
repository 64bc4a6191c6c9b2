import { createHash } from 'node:crypto';
import { toUSVString } from 'node:util';
import { MAX_TEXT } from './limits';

const LONGEST_VALUE = 120;

/** Shortens to `max` characters of sound Unicode. */
export function shorten(text: string, max = LONGEST_VALUE): string {
  if (text.length <= max) {
    return toUSVString(text);
  }
  return `${toUSVString(text.slice(0, max - 1))}…`;
}

/**
 * Text that every database takes: lone surrogates and NUL become U+FFFD
 * (PostgreSQL refuses both), outer white space goes. Null for what is no text
 * or empty.
 */
export function cleanText(value: unknown): string | null {
  if (typeof value !== 'string') {
    return null;
  }
  const trimmed = value.trim();
  if (trimmed === '') {
    return null;
  }
  return toUSVString(trimmed).replaceAll('\0', '\ufffd');
}

/**
 * Bounds a text that identifies something. Two long texts stay different,
 * because the rest is replaced by its digest.
 */
export function boundText(text: string, max = MAX_TEXT): string {
  if (text.length <= max) {
    return text;
  }
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const head = toUSVString(text.slice(0, max - digest.length - 1));
  return `${head}…${digest}`;
}

/** A value as an issue shows it: scalars as JSON, the rest by its size. */
export function showValue(value: unknown): string {
  if (typeof value === 'string') {
    return shorten(JSON.stringify(shorten(value)));
  }
  if (Array.isArray(value)) {
    return `array of ${value.length}`;
  }
  if (value !== null && typeof value === 'object') {
    return `object with ${Object.keys(value).length} members`;
  }
  return shorten(String(value));
}

/** Line and column, both from 1, of a byte offset; the column counts bytes. */
export function positionAt(
  bytes: Uint8Array,
  offset: number,
): { line: number; column: number } {
  const end = Math.min(offset, bytes.length);
  let line = 1;
  let lineStart = 0;
  let next = bytes.indexOf(0x0a);
  while (next !== -1 && next < end) {
    line += 1;
    lineStart = next + 1;
    next = bytes.indexOf(0x0a, lineStart);
  }
  return { line, column: end - lineStart + 1 };
}
