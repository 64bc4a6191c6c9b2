import type { WholeAnswer } from '../types';
import type { Usage } from '../../../quota/types';
import { isObject, parseObject } from './sse';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * The text of an outermost member, without reading the rest: embeddings are
 * megabytes of numbers around ten bytes of usage.
 *
 * @returns Undefined when the bytes are no closed object, null when it has no such member.
 */
export function memberText(
  bytes: Buffer,
  name: string,
): string | null | undefined {
  const raw = bytes.toString('latin1');
  const key = `"${name}"`;
  let depth = 0;
  let from = -1;
  let found: string | null = null;
  for (let at = 0; at < raw.length; at++) {
    const code = raw.charCodeAt(at);
    if (code === QUOTE) {
      const end = closingQuote(raw, at);
      if (end === -1) {
        return undefined;
      }
      if (
        depth === 1 &&
        raw.startsWith(key, at) &&
        /^\s*:/.test(raw.slice(end + 1, end + 16))
      ) {
        from = raw.indexOf(':', end) + 1;
      }
      at = end;
    } else if (code === 0x7b || code === 0x5b) {
      depth++;
    } else if (code === 0x7d || code === 0x5d || code === 0x2c) {
      if (from !== -1 && depth === 1) {
        found = bytes.toString('utf8', from, at);
        from = -1;
      }
      if (code !== 0x2c && --depth === 0) {
        return raw.slice(at + 1).trim() === '' ? found : undefined;
      }
    }
  }
  return undefined;
}

function closingQuote(raw: string, start: number): number {
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
  return -1;
}

/**
 * Takes the usage out of a whole answer and leaves its bytes alone.
 *
 * @param estimable - False when the text that came out is not all that is billed.
 */
export function readWhole(
  body: Buffer,
  usageOf: (value: unknown) => Usage | null,
  estimable: boolean,
): WholeAnswer | null {
  const text =
    body.length > 0 && body.toString('latin1').trimStart().startsWith('{')
      ? memberText(body, 'usage')
      : undefined;
  if (text === undefined) {
    return null;
  }
  const usage = text === null ? null : usageOf(parseObject(text));
  return {
    body,
    usage,
    estimatedOutput:
      usage || !estimable
        ? null
        : textBytes(parseObject(body.toString('utf8'))),
  };
}

const WRITTEN = new Set([
  'content',
  'text',
  'arguments',
  'reasoning_content',
  'reasoning',
  'refusal',
  'thinking',
  'partial_json',
]);

/** UTF-8 bytes of all that a model wrote in an answer of either dialect. */
function textBytes(value: unknown): number {
  if (Array.isArray(value)) {
    return value.reduce<number>((sum, item) => sum + textBytes(item), 0);
  }
  if (!isObject(value)) {
    return 0;
  }
  let sum = 0;
  for (const [name, inner] of Object.entries(value)) {
    if (typeof inner === 'string') {
      sum += WRITTEN.has(name) ? Buffer.byteLength(inner) : 0;
    } else {
      // The input of a tool call is an object in Anthropic's answers.
      sum +=
        name === 'input' && isObject(inner)
          ? Buffer.byteLength(JSON.stringify(inner))
          : textBytes(inner);
    }
  }
  return sum;
}
