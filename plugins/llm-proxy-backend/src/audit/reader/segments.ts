import { join } from 'node:path';
import type { LogFiles } from '../files';
import {
  countOf,
  linesOf,
  type OpenPayload,
  parseLine,
  parseOpenPayload,
  parseRecordPayload,
  type RecordPayload,
  segmentName,
  segmentNumbers,
} from '../frame';

/** A line with records. */
export interface Frame {
  readonly segment: number;
  /** From 1. */
  readonly line: number;
  /** First and last record. */
  readonly from: number;
  readonly to: number;
  readonly chain: string;
  readonly text: string;
  readonly payload: RecordPayload;
}

/** A segment as it stands in the folder. */
export interface SegmentContent {
  readonly segment: number;
  readonly open: OpenPayload | null;
  readonly frames: Frame[];
  /** Numbers of lines that are none of ours. */
  readonly unreadable: number[];
  /** Bytes behind the last whole line. */
  readonly rest: number;
  /** Lines in all. */
  readonly lines: number;
}

const MAX_SEGMENT = 2 ** 31 - 1;

/** Reads the segments of a folder in order, one at a time. */
export async function* readSegments(
  files: LogFiles,
  folder: string,
): AsyncGenerator<SegmentContent> {
  for (const segment of segmentNumbers(await files.list(folder))) {
    const path = join(folder, segmentName(segment));
    const data = await files.read(path, 0, MAX_SEGMENT);
    yield contentOf(segment, data);
  }
}

function contentOf(segment: number, data: Buffer): SegmentContent {
  let open: OpenPayload | null = null;
  const frames: Frame[] = [];
  const unreadable: number[] = [];
  let line = 0;
  let end = 0;
  for (const { text, end: after } of linesOf(data)) {
    line += 1;
    end = after;
    const parsed = parseLine(text);
    const begin =
      parsed && line === 1 ? parseOpenPayload(parsed.payload) : null;
    const payload = parsed && parseRecordPayload(parsed.payload);
    if (begin) {
      open = begin;
    } else if (parsed && payload) {
      frames.push({
        segment,
        line,
        from: payload.n,
        to: payload.n + countOf(payload) - 1,
        chain: parsed.chain,
        text: parsed.payload,
        payload,
      });
    } else {
      unreadable.push(line);
    }
  }
  const rest = data.length - end;
  return { segment, open, frames, unreadable, rest, lines: line };
}
