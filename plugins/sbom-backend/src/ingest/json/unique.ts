import { hash } from 'node:crypto';

class Verbatim {
  constructor(readonly text: string) {}
}

const COMMA = new Verbatim(',');
const CLOSE_ARRAY = new Verbatim(']');
const CLOSE_OBJECT = new Verbatim('}');

/**
 * A text that is equal for two JSON values exactly if JSON Schema calls them
 * equal (draft-07 validation 4.2.3 "instance equality"): the order of members
 * does not matter. Walks without recursion.
 */
export function canonicalJson(value: unknown): string {
  let text = '';
  const todo: unknown[] = [value];
  while (todo.length > 0) {
    const next = todo.pop();
    if (next instanceof Verbatim) {
      text += next.text;
    } else if (next === null || typeof next !== 'object') {
      text += scalar(next);
    } else if (Array.isArray(next)) {
      todo.push(CLOSE_ARRAY);
      for (let i = next.length - 1; i >= 0; i -= 1) {
        todo.push(COMMA, next[i]);
      }
      text += '[';
    } else {
      const record = next as Record<string, unknown>;
      const keys = Object.keys(record).sort();
      todo.push(CLOSE_OBJECT);
      for (let i = keys.length - 1; i >= 0; i -= 1) {
        const key = new Verbatim(`,${JSON.stringify(keys[i])}:`);
        todo.push(record[keys[i]], key);
      }
      text += '{';
    }
  }
  return text;
}

/** Numbers by value, so that infinity (from 1e400) is not null. */
function scalar(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

/**
 * A cheap text that is equal for equal values, and mostly different for
 * different ones: what names the value, else its scalar members.
 */
function outline(value: unknown): string {
  if (value === null || typeof value !== 'object') {
    return scalar(value);
  }
  if (Array.isArray(value)) {
    return `[${value.length}`;
  }
  const record = value as Record<string, unknown>;
  const name = record['bom-ref'] ?? record.ref;
  if (typeof name === 'string') {
    return `#${name}`;
  }
  const parts: string[] = [];
  for (const key of Object.keys(record)) {
    const member = record[key];
    if (member === null || typeof member !== 'object') {
      parts.push(
        `${key}=${typeof member === 'string' ? member : scalar(member)}`,
      );
    } else {
      parts.push(key);
    }
  }
  return parts.sort().join('\n');
}

/**
 * The first two equal elements, in linear time; null when all differ. A
 * canonical text is only made where outlines agree.
 */
export function firstRepeat(values: unknown[]): [number, number] | null {
  const byOutline = new Map<string, number>();
  const byCanonical = new Map<string, number>();
  for (let j = 0; j < values.length; j += 1) {
    const brief = outline(values[j]);
    const i = byOutline.get(brief);
    if (i === undefined) {
      byOutline.set(brief, j);
      continue;
    }
    byCanonical.set(canonicalJson(values[i]), i);
    const canonical = canonicalJson(values[j]);
    const equal = byCanonical.get(canonical);
    if (equal !== undefined) {
      return [equal, j];
    }
    byCanonical.set(canonical, j);
  }
  return null;
}

/** Outlines up to this length are kept as they are. */
const SHORT = 128;

/**
 * {@link firstRepeat} over elements that come one by one and are not kept.
 * `reread` gives an earlier element again.
 */
export class RepeatFinder {
  readonly #outlines = new Map<string, number>();
  readonly #canonicals = new Map<string, number>();
  /** First elements of an outline whose canonical text is in the map. */
  readonly #expanded = new Set<number>();
  readonly #reread: (index: number) => unknown;

  constructor(reread: (index: number) => unknown) {
    this.#reread = reread;
  }

  /** The index of an equal earlier element, else null. */
  add(index: number, value: unknown): number | null {
    const text = outline(value);
    const brief = text.length > SHORT ? digest(text) : text;
    const first = this.#outlines.get(brief);
    if (first === undefined) {
      this.#outlines.set(brief, index);
      return null;
    }
    const canonical = digest(canonicalJson(value));
    if (!this.#expanded.has(first)) {
      this.#expanded.add(first);
      this.#canonicals.set(digest(canonicalJson(this.#reread(first))), first);
    }
    const equal = this.#canonicals.get(canonical);
    if (equal === undefined) {
      this.#canonicals.set(canonical, index);
      return null;
    }
    return equal;
  }
}

function digest(text: string): string {
  return hash('sha256', text, 'base64');
}
