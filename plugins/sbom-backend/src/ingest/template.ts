import { createHash } from 'node:crypto';
import { version as release } from '../../package.json';
import { BomRefusedError } from './errors';
import { type DocumentHead, readHead } from './facts';
import { JsonScanner, type RootMember } from './json/scan';
import type { AnalysisLimits } from './limits';

/** Byte offsets of the first byte and of the one after the last. */
type Range = [start: number, end: number];

/**
 * All of a document but its serial number and its timestamp, which tools make
 * anew with each run. A document that fits has the same analysis but for them.
 */
export interface DocumentTemplate {
  /** Where they are; one that is null is left as it is. */
  serialNumber: Range | null;
  timestamp: Range | null;
  /** SHA-256 of what is around them, and of the release that read it. */
  digest: string;
}

/** What a document that fits a template has in the places left open. */
export type DocumentStamps = Partial<
  Pick<DocumentHead, 'serialNumber' | 'generatedAt'>
>;

/** As the schemas of all versions have it. */
const SERIAL = /^"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"$/;

/** Narrower than the schemas: no leap seconds, no zones that only some know. */
const TIMESTAMP =
  /^"([12]\d{3})-(0[1-9]|1[0-2])-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-](0\d|1[0-3]):[0-5]\d)"$/;

/** Bytes of the longest text that fits one of them. */
const LONGEST = 64;

/**
 * The template of a sound document in JSON, from the members of its top level;
 * null when neither stamp is what the schema wants.
 */
export function templateOf(
  bytes: Buffer,
  members: RootMember[],
  limits: AnalysisLimits,
): DocumentTemplate | null {
  const serial = rangeOf(members, 'serialNumber');
  const time = timestampOf(bytes, members, limits);
  const open = {
    serialNumber: serial && serialAt(bytes, serial) ? serial : null,
    timestamp: time && timeAt(bytes, time) ? time : null,
  };
  return open.serialNumber || open.timestamp
    ? { ...open, digest: digestAround(bytes, open) }
    : null;
}

/** What a document has in the places left open; null when it does not fit. */
export function readStamps(
  bytes: Buffer,
  template: DocumentTemplate,
): DocumentStamps | null {
  const { serialNumber: serial, timestamp: time } = template;
  const serialNumber = serial && serialAt(bytes, serial);
  const timestamp = time && timeAt(bytes, time);
  if ((serial && !serialNumber) || (time && !timestamp)) {
    return null;
  }
  if (digestAround(bytes, template) !== template.digest) {
    return null;
  }
  const head = readHead({ serialNumber, metadata: { timestamp } });
  return {
    ...(serial && { serialNumber: head.serialNumber }),
    ...(time && { generatedAt: head.generatedAt }),
  };
}

/** Of members that come twice the last counts. */
function rangeOf(members: RootMember[], key: string): Range | null {
  const member = members.findLast(one => one.key === key);
  return member ? [member.start, member.end] : null;
}

function timestampOf(
  bytes: Buffer,
  members: RootMember[],
  limits: AnalysisLimits,
): Range | null {
  const outer = rangeOf(members, 'metadata');
  if (!outer) {
    return null;
  }
  const [start, end] = outer;
  try {
    const index = new JsonScanner(bytes.subarray(start, end), limits).scan();
    const inner =
      index.kind === 'object' ? rangeOf(index.members, 'timestamp') : null;
    return inner && [start + inner[0], start + inner[1]];
  } catch (error) {
    // The caps of a top level are for what comes there, not for this.
    if (error instanceof BomRefusedError) {
      return null;
    }
    throw error;
  }
}

function serialAt(bytes: Buffer, range: Range): string | null {
  const text = textAt(bytes, range);
  return SERIAL.test(text) ? text.slice(1, -1) : null;
}

function timeAt(bytes: Buffer, range: Range): string | null {
  const text = textAt(bytes, range);
  const [, year, month, day] = (TIMESTAMP.exec(text) ?? []).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  return day > 0 && date.getUTCDate() === day ? text.slice(1, -1) : null;
}

function textAt(bytes: Buffer, [start, end]: Range): string {
  return end - start <= LONGEST ? bytes.toString('latin1', start, end) : '';
}

function digestAround(
  bytes: Buffer,
  {
    serialNumber,
    timestamp,
  }: Pick<DocumentTemplate, 'serialNumber' | 'timestamp'>,
): string {
  const hash = createHash('sha256').update(`${release}\n`);
  let at = 0;
  const open = [serialNumber, timestamp].filter(range => range !== null);
  for (const [start, end] of open.sort((a, b) => a[0] - b[0])) {
    hash.update(bytes.subarray(at, start));
    at = end;
  }
  return hash.update(bytes.subarray(at)).digest('hex');
}
