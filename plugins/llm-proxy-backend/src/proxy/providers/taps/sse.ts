const LF = 0x0a;
const CR = 0x0d;
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const SPACE = 0x20;
const SMALL_N = 0x6e;

/** A longer event is no event of any provider. Bytes. */
const LONGEST_EVENT = 8 * 1024 * 1024;

/** Sees each whole event, its blank line included. */
export type EventSink = (bytes: Buffer, start: number, end: number) => void;

/**
 * Finds the events of a stream (WHATWG HTML, 9.2.6) without reading them. An
 * event that is spread over chunks is put together once; no other byte is
 * copied.
 */
export class SseSplitter {
  private pending: Buffer[] = [];
  private pendingBytes = 0;
  /** Line ends at the end of what is pending: none, `\n` or `\n\r`. */
  private tail: 0 | 1 | 2 = 0;

  constructor(private readonly sink: EventSink) {}

  /** Bytes of an event that is not whole yet. */
  get rest(): Buffer {
    return Buffer.concat(this.pending);
  }

  /** @returns False when an event is longer than any may be. */
  push(chunk: Buffer): boolean {
    let start = 0;
    if (this.pendingBytes > 0) {
      const end = this.firstEnd(chunk);
      if (end === -1) {
        return this.keep(chunk);
      }
      const event = Buffer.concat([...this.pending, chunk.subarray(0, end)]);
      this.pending = [];
      this.pendingBytes = 0;
      this.sink(event, 0, event.length);
      start = end;
    }
    let end = endOfEvent(chunk, start);
    while (end !== -1) {
      this.sink(chunk, start, end);
      start = end;
      end = endOfEvent(chunk, start);
    }
    this.tail = 0;
    return start === chunk.length || this.keep(chunk.subarray(start));
  }

  private keep(bytes: Buffer): boolean {
    this.pending.push(bytes);
    this.pendingBytes += bytes.length;
    this.tail = tailOf(bytes, this.tail);
    return this.pendingBytes <= LONGEST_EVENT;
  }

  /** The end of the pending event in the chunk, also when its blank line is cut in two. */
  private firstEnd(chunk: Buffer): number {
    if (this.tail > 0) {
      if (chunk[0] === LF) {
        return 1;
      }
      if (this.tail === 1 && chunk[0] === CR && chunk[1] === LF) {
        return 2;
      }
    }
    return endOfEvent(chunk, 0);
  }
}

function tailOf(bytes: Buffer, before: 0 | 1 | 2): 0 | 1 | 2 {
  if (bytes.length === 0) {
    return before;
  }
  const last = bytes[bytes.length - 1];
  if (last === LF) {
    return 1;
  }
  if (last === CR) {
    const earlier =
      bytes.length > 1 ? bytes[bytes.length - 2] === LF : before === 1;
    return earlier ? 2 : 0;
  }
  return 0;
}

/** After the blank line, or -1. */
function endOfEvent(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(LF, from);
  while (at !== -1) {
    const next = bytes[at + 1];
    if (next === LF) {
      return at + 2;
    }
    if (next === CR && bytes[at + 2] === LF) {
      return at + 3;
    }
    at = bytes.indexOf(LF, at + 1);
  }
  return -1;
}

/** The `data` of an event, its lines joined. */
export function dataOf(bytes: Buffer, start: number, end: number): string {
  const lines: string[] = [];
  for (const line of bytes.toString('utf8', start, end).split(/\r\n|\n|\r/)) {
    if (line.startsWith('data:')) {
      lines.push(line.slice(line[5] === ' ' ? 6 : 5));
    }
  }
  return lines.join('\n');
}

/** The `data` of an event as a JSON object; null when it is none. */
export function objectOf(
  bytes: Buffer,
  start: number,
  end: number,
): Record<string, unknown> | null {
  return parseObject(dataOf(bytes, start, end));
}

/** Null for whatever is not the text of a JSON object. */
export function parseObject(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Looks for a text in events, one native search over the whole chunk: a text
 * that is not there costs one pass, not one for each event.
 */
export class Needle {
  private readonly text: Buffer;
  private bytes: Buffer | null = null;
  private next = -1;

  constructor(text: string) {
    this.text = Buffer.from(text);
  }

  /** After the first one between start and end, or -1. */
  find(bytes: Buffer, start: number, end: number): number {
    if (bytes !== this.bytes) {
      this.bytes = bytes;
      this.next = bytes.indexOf(this.text, start);
    } else if (this.next !== -1 && this.next < start) {
      this.next = bytes.indexOf(this.text, start);
    }
    return this.next === -1 || this.next >= end
      ? -1
      : this.next + this.text.length;
  }

  /** Lets go of the chunk. */
  forget() {
    this.bytes = null;
  }
}

/** True when an event has a member of the needle's name with another value than null. */
export function hasMember(
  needle: Needle,
  bytes: Buffer,
  start: number,
  end: number,
): boolean {
  let at = needle.find(bytes, start, end);
  while (at !== -1) {
    let index = afterSpace(bytes, at);
    // Without a colon it is a value, such as the type of an event.
    if (bytes[index] === COLON) {
      index = afterSpace(bytes, index + 1);
      // `null` is the only value of JSON that begins with n.
      if (bytes[index] !== SMALL_N) {
        return true;
      }
    }
    at = needle.find(bytes, at, end);
  }
  return false;
}

function afterSpace(bytes: Buffer, at: number): number {
  let index = at;
  while (bytes[index] === SPACE) {
    index++;
  }
  return index;
}

/** Bytes of the JSON string whose opening quote ends before `from`. */
export function stringLength(bytes: Buffer, from: number): number {
  let end = bytes.indexOf(QUOTE, from);
  while (end !== -1) {
    let before = end - 1;
    while (before >= from && bytes[before] === BACKSLASH) {
      before--;
    }
    if ((end - before) % 2 === 1) {
      return end - from;
    }
    end = bytes.indexOf(QUOTE, end + 1);
  }
  return 0;
}
