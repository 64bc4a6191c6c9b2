/** Longest nesting that a header, a claims set or a key set may have. */
const MAX_DEPTH = 16;

/**
 * Parses JSON as RFC 8259 says, and refuses what parsers disagree about: bytes
 * that are not UTF-8, a byte order mark, a member name twice in one object
 * (RFC 7515, section 4), nesting beyond 16 levels.
 *
 * @returns Undefined when it is refused; JSON has no such value.
 */
export function parseStrictJson(bytes: Uint8Array): unknown {
  try {
    const text = new TextDecoder('utf-8', {
      fatal: true,
      ignoreBOM: true,
    }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return hasRepeatedName(text) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** A JSON object, or undefined. */
export function parseStrictObject(
  bytes: Uint8Array,
): Readonly<Record<string, unknown>> | undefined {
  const value = parseStrictJson(bytes);
  return isObject(value) ? value : undefined;
}

/** True for what JSON calls an object. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for nesting beyond the limit, too. `text` is known to be JSON. */
function hasRepeatedName(text: string): boolean {
  const open: Array<Set<string> | null> = [];
  for (let at = 0; at < text.length; at += 1) {
    switch (text[at]) {
      case '{':
        open.push(new Set());
        break;
      case '[':
        open.push(null);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const end = endOfString(text, at);
        // In JSON a string before a colon is a member name.
        if (text[afterSpace(text, end + 1)] === ':') {
          const name: string = JSON.parse(text.slice(at, end + 1));
          const names = open.at(-1);
          if (names?.has(name)) {
            return true;
          }
          names?.add(name);
        }
        at = end;
        break;
      }
      default:
    }
    if (open.length > MAX_DEPTH) {
      return true;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') {
    at += text[at] === '\\' ? 2 : 1;
  }
  return at;
}

function afterSpace(text: string, start: number): number {
  let at = start;
  while (' \t\n\r'.includes(text[at] ?? 'end')) {
    at += 1;
  }
  return at;
}
