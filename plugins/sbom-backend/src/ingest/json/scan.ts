import { refuse } from '../errors';
import {
  type AnalysisLimits,
  MAX_LIST_ENTRIES,
  MAX_ROOT_MEMBERS,
} from '../limits';
import { positionAt } from '../text';
import { Slices } from './slices';

/** A member of the top-level object. */
export interface RootMember {
  key: string;
  start: number;
  end: number;
  /** Of an array: its elements. */
  elements: Slices | null;
}

/**
 * Where the parts of a JSON text are. Only the punctuation of the two upper
 * levels and the depth are checked: a text is valid by RFC 8259 exactly if
 * this succeeds and each part is valid by itself.
 */
export type JsonIndex =
  | { kind: 'object'; members: RootMember[] }
  | { kind: 'array'; elements: Slices }
  | { kind: 'scalar'; start: number; end: number };

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Finds the parts of one JSON text in UTF-8, without recursion. */
export class JsonScanner {
  readonly #bytes: Buffer;
  readonly #limits: AnalysisLimits;
  #pos = 0;

  constructor(bytes: Buffer, limits: AnalysisLimits) {
    this.#bytes = bytes;
    this.#limits = limits;
  }

  scan(): JsonIndex {
    this.#space();
    const index = this.#root();
    this.#space();
    if (this.#pos < this.#bytes.length) {
      throw this.#syntax('Nothing may follow the document');
    }
    return index;
  }

  #root(): JsonIndex {
    const first = this.#bytes[this.#pos];
    if (first === OPEN_OBJECT) {
      return { kind: 'object', members: this.#members() };
    }
    if (first === OPEN_ARRAY) {
      return { kind: 'array', elements: this.#elements(1, MAX_LIST_ENTRIES) };
    }
    const start = this.#pos;
    this.#value(0);
    return { kind: 'scalar', start, end: this.#pos };
  }

  #members(): RootMember[] {
    const members: RootMember[] = [];
    this.#pos += 1;
    this.#space();
    if (this.#bytes[this.#pos] === CLOSE_OBJECT) {
      this.#pos += 1;
      return members;
    }
    for (;;) {
      members.push(this.#member());
      if (members.length > MAX_ROOT_MEMBERS) {
        throw refuse(
          'sbom.too_complex',
          `The document has more than ${MAX_ROOT_MEMBERS} top-level members.`,
        );
      }
      if (!this.#separator(CLOSE_OBJECT)) {
        return members;
      }
    }
  }

  #member(): RootMember {
    const keyStart = this.#pos;
    if (this.#bytes[keyStart] !== QUOTE) {
      throw this.#syntax('Expected the name of a member');
    }
    this.#string();
    const key = parseSlice(this.#bytes, keyStart, this.#pos) as string;
    this.#space();
    if (this.#bytes[this.#pos] !== COLON) {
      throw this.#syntax('Expected a colon');
    }
    this.#pos += 1;
    this.#space();
    const start = this.#pos;
    let elements: Slices | null = null;
    if (this.#bytes[start] === OPEN_ARRAY) {
      const isComponents = key === 'components';
      const most = isComponents ? this.#limits.components : MAX_LIST_ENTRIES;
      elements = this.#elements(2, most);
    } else {
      this.#value(1);
    }
    return { key, start, end: this.#pos, elements };
  }

  #elements(depth: number, most: number): Slices {
    const elements = new Slices();
    this.#pos += 1;
    this.#space();
    if (this.#bytes[this.#pos] === CLOSE_ARRAY) {
      this.#pos += 1;
      return elements;
    }
    for (;;) {
      const start = this.#pos;
      this.#value(depth);
      elements.push(start, this.#pos);
      if (elements.length > most) {
        throw refuse(
          'sbom.too_complex',
          `The document has a list of more than ${most} entries.`,
        );
      }
      if (!this.#separator(CLOSE_ARRAY)) {
        return elements;
      }
    }
  }

  /** True after a comma, false after the closing bracket. */
  #separator(close: number): boolean {
    this.#space();
    const byte = this.#bytes[this.#pos];
    if (byte !== COMMA && byte !== close) {
      throw this.#syntax('Expected a comma or a closing bracket');
    }
    this.#pos += 1;
    if (byte === COMMA) {
      this.#space();
      return true;
    }
    return false;
  }

  /** Skips one value; brackets are counted here and matched by the parser. */
  #value(depth: number): void {
    const bytes = this.#bytes;
    const first = bytes[this.#pos];
    if (first === QUOTE) {
      this.#string();
      return;
    }
    if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) {
      this.#scalar();
      return;
    }
    let open = 0;
    while (this.#pos < bytes.length) {
      const byte = bytes[this.#pos];
      if (byte === QUOTE) {
        this.#string();
        continue;
      }
      this.#pos += 1;
      if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        open += 1;
        if (depth + open > this.#limits.depth) {
          throw this.#tooDeep();
        }
      } else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        open -= 1;
        if (open === 0) {
          return;
        }
      }
    }
    throw this.#syntax('The document ends inside a value');
  }

  #scalar(): void {
    const start = this.#pos;
    while (this.#pos < this.#bytes.length && !endsScalar(this.#here())) {
      this.#pos += 1;
    }
    if (this.#pos === start) {
      throw this.#syntax('Expected a value');
    }
  }

  #string(): void {
    const bytes = this.#bytes;
    const end = bytes.length;
    let pos = this.#pos + 1;
    while (pos < end) {
      const byte = bytes[pos];
      if (byte === QUOTE) {
        this.#pos = pos + 1;
        return;
      }
      pos += byte === BACKSLASH ? 2 : 1;
    }
    throw this.#syntax('The document ends inside a text');
  }

  #space(): void {
    while (this.#pos < this.#bytes.length && isSpace(this.#here())) {
      this.#pos += 1;
    }
  }

  #here(): number {
    return this.#bytes[this.#pos];
  }

  #syntax(what: string) {
    return syntaxError(this.#bytes, this.#pos, what);
  }

  #tooDeep() {
    return refuse(
      'sbom.too_deep',
      `The document is nested deeper than ${this.#limits.depth} levels.`,
      { issue: positionAt(this.#bytes, this.#pos) },
    );
  }
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function endsScalar(byte: number): boolean {
  return (
    isSpace(byte) ||
    byte === COMMA ||
    byte === CLOSE_ARRAY ||
    byte === CLOSE_OBJECT
  );
}

function syntaxError(bytes: Buffer, offset: number, what: string) {
  const at = positionAt(bytes, offset);
  return refuse(
    'sbom.syntax',
    `The document is not valid JSON. ${what}, line ${at.line} column ${at.column}.`,
    { issue: at },
  );
}

/** Parses one part; what is wrong is reported by its place in the whole. */
export function parseSlice(bytes: Buffer, start: number, end: number): unknown {
  const text = bytes.toString('utf8', start, end);
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) {
      throw cause;
    }
    const at = /at position (\d+)/.exec(cause.message);
    const before = at ? text.slice(0, Number(at[1])) : text;
    const offset = start + Buffer.byteLength(before);
    throw syntaxError(bytes, offset, 'Unexpected character or end');
  }
}
