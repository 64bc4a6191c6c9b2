import type { ParsedBody, Span } from './types';

/**
 * The bytes of the client with the values of some outermost members replaced;
 * members that are not there are added at the end. All else stays as it was
 * sent, byte by byte.
 *
 * @param changes - JSON texts by the name of the member.
 */
export function splice(
  body: ParsedBody,
  changes: ReadonlyMap<string, string>,
): Buffer {
  const { bytes, spans } = body;
  if (changes.size === 0) {
    return bytes;
  }
  const replaced: Array<[Span, string]> = [];
  let added = '';
  for (const [name, text] of changes) {
    const span = spans.get(name);
    if (span) {
      replaced.push([span, text]);
    } else {
      const comma = added !== '' || spans.size > 0 ? ',' : '';
      added += `${comma}${JSON.stringify(name)}:${text}`;
    }
  }
  replaced.sort(([one], [other]) => one.start - other.start);
  const parts: Buffer[] = [];
  let from = 0;
  for (const [span, text] of replaced) {
    parts.push(bytes.subarray(from, span.start), Buffer.from(text));
    from = span.end;
  }
  if (added !== '') {
    const close = bytes.lastIndexOf('}');
    parts.push(bytes.subarray(from, close), Buffer.from(added));
    from = close;
  }
  parts.push(bytes.subarray(from));
  return Buffer.concat(parts);
}
