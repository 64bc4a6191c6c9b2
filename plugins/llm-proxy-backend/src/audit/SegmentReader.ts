import type { Cipher } from './cipher';
import type { LogFiles } from './files';
import {
  chainOf,
  linesOf,
  parseLine,
  parseOpenPayload,
  parseRecordPayload,
} from './frame';
import type { AuditRecord } from './types';

/** A line that cannot be delivered, and why. */
export interface BadLine {
  readonly position: number;
  readonly line: string;
  readonly error: string;
}

/** What a piece of a segment says. */
export interface Piece {
  readonly records: readonly AuditRecord[];
  readonly bad: readonly BadLine[];
  /** Chain after it; null behind a line that is none. */
  readonly head: string | null;
  /** Bytes. */
  readonly end: number;
}

const PIECE = 256 * 1024;
/** A sealed batch is one line. */
const LONGEST = 64 * 1024 * 1024;

/** Reads what the log wrote, for delivery: what can be read is read. */
export class SegmentReader {
  readonly #files: LogFiles;
  readonly #cipher: () => Promise<Cipher | null>;

  constructor(files: LogFiles, cipher: () => Promise<Cipher | null>) {
    this.#files = files;
    this.#cipher = cipher;
  }

  /**
   * Whole lines from `position` on, up to `limit`; null when there is none
   * left. `head` is the chain so far.
   */
  async read(
    path: string,
    position: number,
    limit: number,
    head: string | null,
  ): Promise<Piece | null> {
    const data = await this.#lines(path, position, limit);
    if (!data) {
      return null;
    }
    const records: AuditRecord[] = [];
    const bad: BadLine[] = [];
    let chain = head;
    let end = 0;
    for (const line of linesOf(data)) {
      const read = await this.#line(line.text, chain);
      if (read.error !== undefined) {
        bad.push({
          position: position + end,
          line: line.text,
          error: read.error,
        });
      }
      records.push(...read.records);
      chain = read.head;
      end = line.end;
    }
    return { records, bad, head: chain, end: position + end };
  }

  async #lines(path: string, position: number, limit: number) {
    for (let length = PIECE; ; length *= 4) {
      const wanted = Math.min(length, limit - position);
      if (wanted <= 0) {
        return null;
      }
      const data = await this.#files.read(path, position, wanted);
      if (data.includes(10)) {
        return data;
      }
      if (data.length < length || length > LONGEST) {
        return null;
      }
    }
  }

  async #line(
    text: string,
    before: string | null,
  ): Promise<{ records: AuditRecord[]; head: string | null; error?: string }> {
    const line = parseLine(text);
    if (!line) {
      return { records: [], head: null, error: 'not a line of the log' };
    }
    const open = parseOpenPayload(line.payload);
    if (open) {
      return { records: [], head: open.prev };
    }
    const head = line.chain;
    if (before !== null && chainOf(before, line.payload) !== head) {
      return { records: [], head, error: 'altered: its chain does not fit' };
    }
    const payload = parseRecordPayload(line.payload);
    if (!payload) {
      return { records: [], head, error: 'not a record' };
    }
    if ('r' in payload) {
      return { records: [payload.r], head };
    }
    try {
      const cipher = await this.#cipher();
      if (!cipher) {
        throw new Error('it is encrypted and no key is configured');
      }
      const records = JSON.parse(await cipher.open(payload.e));
      return { records: records as AuditRecord[], head };
    } catch (error) {
      return { records: [], head, error: String(error) };
    }
  }
}
