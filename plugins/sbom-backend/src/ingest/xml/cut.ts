import type { ListPart, XmlParts } from './parts';

/** A document to validate, and how its lines map to those of the original. */
interface XmlPiece {
  bytes: Buffer;
  /** The line in the original; null for lines that were only wrapped around. */
  originalLine(line: number): number | null;
}

interface Range {
  start: number;
  end: number;
}

/** The whole, but of each list only the first group; and the other groups. */
export interface CutDocument {
  skeleton: XmlPiece;
  groups(): Iterable<{
    wrapped: XmlPiece;
    empty: XmlPiece;
    listLine(): number;
  }>;
}

/**
 * Cuts a large document so that its parts can be validated one by one. The
 * content models of the lists are repetitions of their entries, so all parts
 * are valid exactly if the whole is, but for keys that must be unique.
 */
export function cutDocument(
  bytes: Buffer,
  parts: XmlParts,
  groupBytes: number,
  lineAt: (offset: number) => number,
): CutDocument {
  const lists = parts.lists.map(list => ({
    list,
    groups: groupEntries(list, groupBytes),
  }));
  const removed = lists.flatMap(({ list, groups }) =>
    groups.length > 1
      ? [{ start: groups[1].start, end: list.endTagStart }]
      : [],
  );
  return {
    skeleton: without(bytes, removed),
    *groups() {
      for (const { list, groups } of lists) {
        const empty = wrap(bytes, parts, list, { start: 0, end: 0 }, lineAt);
        for (const group of groups.slice(1)) {
          const wrapped = wrap(bytes, parts, list, group, lineAt);
          yield { wrapped, empty, listLine: () => lineAt(list.start) };
        }
      }
    },
  };
}

function groupEntries(list: ListPart, groupBytes: number): Range[] {
  const groups: Range[] = [];
  let start = list.startTagEnd;
  for (let i = 1; i < list.entries.length; i += 1) {
    const next = list.entries.at(i);
    if (next - start >= groupBytes) {
      groups.push({ start, end: next });
      start = next;
    }
  }
  groups.push({ start, end: list.endTagStart });
  return groups;
}

function without(bytes: Buffer, removed: Range[]): XmlPiece {
  if (removed.length === 0) {
    return { bytes, originalLine: line => line };
  }
  const kept: Buffer[] = [];
  const gaps: { line: number; lines: number }[] = [];
  let start = 0;
  let line = 1;
  for (const gap of [...removed, { start: bytes.length, end: bytes.length }]) {
    const piece = bytes.subarray(start, gap.start);
    kept.push(piece);
    line += countLines(piece);
    gaps.push({ line, lines: countLines(bytes.subarray(gap.start, gap.end)) });
    start = gap.end;
  }
  return {
    bytes: Buffer.concat(kept),
    originalLine: at =>
      gaps.reduce((sum, gap) => (at > gap.line ? sum + gap.lines : sum), at),
  };
}

/** The root's tags, the list's tags and the entries, which begin on line 2. */
function wrap(
  bytes: Buffer,
  parts: XmlParts,
  list: ListPart,
  group: Range,
  lineAt: (offset: number) => number,
): XmlPiece {
  const text = (start: number, end: number) =>
    bytes.toString('utf8', start, end).replace(/[\r\n]/g, ' ');
  const before =
    text(parts.rootStart, parts.rootStartTagEnd) +
    text(list.start, list.startTagEnd);
  const after =
    text(list.endTagStart, list.end) +
    text(parts.rootEndTagStart, parts.rootEnd);
  const first = group.end > 0 ? lineAt(group.start) : 0;
  return {
    bytes: Buffer.concat([
      Buffer.from(`${before}\n`),
      bytes.subarray(group.start, group.end),
      Buffer.from(after),
    ]),
    originalLine: line => (line === 1 ? null : line - 2 + first),
  };
}

function countLines(bytes: Buffer): number {
  let count = 0;
  let at = bytes.indexOf(0x0a);
  while (at !== -1) {
    count += 1;
    at = bytes.indexOf(0x0a, at + 1);
  }
  return count;
}
