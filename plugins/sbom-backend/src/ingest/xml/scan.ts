import { type BomRefusedError, refuse } from '../errors';
import type { AnalysisLimits } from '../limits';
import { positionAt } from '../text';
import { decodeText } from './entities';
import { Namespaces } from './namespaces';
import { endsName, isSpace, xmlSyntaxError } from './syntax';

/** A start tag, valid until the handler returns. */
export interface StartTag {
  local: string;
  /** Empty when the element is in none. */
  namespace: string;
  /** The root has 1. */
  depth: number;
  /** Byte offset of `<`. */
  start: number;
  /** Byte offset behind `>`. */
  end: number;
  /** Value of an attribute without a prefix; null when it is not there. */
  attribute(name: string): string | null;
}

/** What is told about a document while it is scanned. */
export interface XmlHandler {
  open(tag: StartTag): void;
  /** Character data inside the element that was opened last. */
  text(text: string): void;
  /** True when {@link XmlHandler.text} wants to be called here. */
  readonly wantsText: boolean;
  /** Offsets of the end tag; both are equal for an empty-element tag. */
  close(start: number, end: number): void;
}

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const EQUALS = 0x3d;
const BANG = 0x21;
const QUESTION = 0x3f;

/**
 * Walks through an XML document in UTF-8 without recursion and without
 * entities: a DOCTYPE is refused where it begins. It checks the nesting of
 * tags and nothing else; whether the document is well-formed is for a parser
 * to say.
 */
export class XmlScanner {
  readonly #bytes: Buffer;
  readonly #limits: AnalysisLimits;
  readonly #handler: XmlHandler;
  readonly #namespaces = new Namespaces();
  /** Start and end of the name of each open element. */
  readonly #open: Uint32Array;
  /** Four offsets for each attribute of the current tag. */
  #attributes: number[] = [];
  #depth = 0;
  #pos = 0;

  constructor(bytes: Buffer, limits: AnalysisLimits, handler: XmlHandler) {
    this.#bytes = bytes;
    this.#limits = limits;
    this.#handler = handler;
    this.#open = new Uint32Array(2 * (limits.depth + 1));
  }

  run(): void {
    const bytes = this.#bytes;
    while (this.#pos < bytes.length) {
      const next = bytes.indexOf(LESS, this.#pos);
      const end = next === -1 ? bytes.length : next;
      this.#text(this.#pos, end);
      this.#pos = end;
      if (next !== -1) {
        this.#markup();
      }
    }
    if (this.#depth > 0) {
      throw this.#syntax('The document ends inside an element');
    }
  }

  #markup(): void {
    const second = this.#bytes[this.#pos + 1];
    if (second === SLASH) {
      this.#endTag();
    } else if (second === BANG) {
      this.#declaration();
    } else if (second === QUESTION) {
      this.#pos = this.#after('?>');
    } else {
      this.#startTag();
    }
  }

  #declaration(): void {
    if (this.#startsWith('<!--')) {
      this.#pos += 4;
      this.#pos = this.#after('-->');
    } else if (this.#startsWith('<![CDATA[')) {
      const start = this.#pos + 9;
      this.#pos = this.#after(']]>');
      if (this.#handler.wantsText) {
        const end = this.#pos - 3;
        this.#handler.text(this.#bytes.toString('utf8', start, end));
      }
    } else if (/^<!doctype/i.test(this.#peek(9))) {
      throw refuse('sbom.doctype', 'The document has a DOCTYPE.', {
        hint: 'CycloneDX needs none; remove it.',
        issue: positionAt(this.#bytes, this.#pos),
      });
    } else {
      throw this.#syntax('Unknown markup');
    }
  }

  #startTag(): void {
    const start = this.#pos;
    this.#pos += 1;
    const nameStart = this.#pos;
    this.#skipName();
    const nameEnd = this.#pos;
    if (nameEnd === nameStart) {
      throw this.#syntax('Expected the name of an element');
    }
    if (this.#depth === this.#limits.depth) {
      throw refuse(
        'sbom.too_deep',
        `The document is nested deeper than ${this.#limits.depth} levels.`,
        { issue: positionAt(this.#bytes, start) },
      );
    }
    this.#depth += 1;
    this.#open[2 * this.#depth] = nameStart;
    this.#open[2 * this.#depth + 1] = nameEnd;
    const empty = this.#readAttributes();
    // As bytes: names that matter are ASCII, others stay different.
    const name = this.#bytes.toString('latin1', nameStart, nameEnd);
    const { local, namespace } = this.#namespaces.resolve(name);
    this.#handler.open({
      local,
      namespace,
      depth: this.#depth,
      start,
      end: this.#pos,
      attribute: wanted => this.#attribute(wanted),
    });
    if (empty) {
      this.#close(this.#pos, this.#pos);
    }
  }

  /** True for an empty-element tag. Leaves the position behind the tag. */
  #readAttributes(): boolean {
    const bytes = this.#bytes;
    this.#attributes = [];
    for (;;) {
      this.#skipSpace();
      const byte = bytes[this.#pos];
      if (byte === GREATER) {
        this.#pos += 1;
        return false;
      }
      if (byte === SLASH && bytes[this.#pos + 1] === GREATER) {
        this.#pos += 2;
        return true;
      }
      const nameStart = this.#pos;
      this.#skipName();
      const nameEnd = this.#pos;
      this.#skipSpace();
      if (nameEnd === nameStart || bytes[this.#pos] !== EQUALS) {
        throw this.#syntax('Expected an attribute or the end of a tag');
      }
      this.#pos += 1;
      this.#skipSpace();
      const quote = bytes[this.#pos];
      const valueStart = this.#pos + 1;
      const valueEnd = bytes.indexOf(quote, valueStart);
      if ((quote !== 0x22 && quote !== 0x27) || valueEnd === -1) {
        throw this.#syntax('Expected a value in quotes');
      }
      this.#pos = valueEnd + 1;
      this.#keepAttribute(nameStart, nameEnd, valueStart, valueEnd);
    }
  }

  #keepAttribute(name: number, end: number, value: number, last: number): void {
    this.#attributes.push(name, end, value, last);
    // "x": most attributes are no namespace declarations.
    if (this.#bytes[name] === 0x78) {
      const text = this.#bytes.toString('latin1', name, end);
      if (text === 'xmlns' || text.startsWith('xmlns:')) {
        const uri = decodeText(this.#bytes.toString('utf8', value, last));
        this.#namespaces.declare(this.#depth, text.slice(6), uri);
      }
    }
  }

  #attribute(wanted: string): string | null {
    const list = this.#attributes;
    for (let i = 0; i < list.length; i += 4) {
      const isIt =
        list[i + 1] - list[i] === wanted.length &&
        this.#bytes.toString('latin1', list[i], list[i + 1]) === wanted;
      if (isIt) {
        const raw = this.#bytes.toString('utf8', list[i + 2], list[i + 3]);
        // XML 1.0 section 3.3.3: white space in values becomes spaces.
        return decodeText(raw.replace(/[\t\r\n]/g, ' '));
      }
    }
    return null;
  }

  #endTag(): void {
    const start = this.#pos;
    this.#pos += 2;
    const nameStart = this.#pos;
    this.#skipName();
    const nameEnd = this.#pos;
    this.#skipSpace();
    const row = 2 * this.#depth;
    const matches =
      this.#depth > 0 &&
      this.#bytes[this.#pos] === GREATER &&
      this.#bytes.compare(
        this.#bytes,
        this.#open[row],
        this.#open[row + 1],
        nameStart,
        nameEnd,
      ) === 0;
    if (!matches) {
      throw this.#syntax('An end tag does not match');
    }
    this.#pos += 1;
    this.#close(start, this.#pos);
  }

  #close(start: number, end: number): void {
    this.#handler.close(start, end);
    this.#namespaces.leave(this.#depth);
    this.#depth -= 1;
  }

  #text(start: number, end: number): void {
    if (start < end && this.#depth > 0 && this.#handler.wantsText) {
      this.#handler.text(decodeText(this.#bytes.toString('utf8', start, end)));
    }
  }

  #after(ending: string): number {
    const at = this.#bytes.indexOf(ending, this.#pos);
    if (at === -1) {
      throw this.#syntax(`Expected ${ending}`);
    }
    return at + ending.length;
  }

  #startsWith(text: string): boolean {
    return this.#peek(text.length) === text;
  }

  #peek(length: number): string {
    return this.#bytes.toString('latin1', this.#pos, this.#pos + length);
  }

  #skipName(): void {
    const bytes = this.#bytes;
    let pos = this.#pos;
    while (pos < bytes.length && !endsName(bytes[pos])) {
      pos += 1;
    }
    this.#pos = pos;
  }

  #skipSpace(): void {
    while (isSpace(this.#bytes[this.#pos])) {
      this.#pos += 1;
    }
  }

  #syntax(what: string): BomRefusedError {
    return xmlSyntaxError(what, positionAt(this.#bytes, this.#pos));
  }
}
