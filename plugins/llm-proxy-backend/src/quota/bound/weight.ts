/** A part of a request whose cost has no upper bound; `part` names it for the caller. */
export class UnboundedError extends Error {
  readonly name = 'UnboundedError';
  constructor(readonly part: string) {
    super(`${part} has no upper bound`);
  }
}

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Markers around a message or a part of one: roles, separators, channel names. */
export const PER_MESSAGE = 16;
/** What a provider puts before the first message: begin of text, a default system message. */
export const PER_REQUEST = 256;
/** The largest published prompt that turns tools on is 530 tokens. */
export const FOR_TOOLS = 1024;
export const PER_TOOL = 64;
/** What asks for an answer by a schema. */
export const FOR_SCHEMA = 256;

/** The widest rendering of a number that JSON.parse keeps exactly: sign, digits and `.0`. */
const NUMBER = 20;
/** One that it does not keep may have any number of digits in the body; then the body counts. */
const ROUNDED = 400;
/** Line break and comma. */
const LINE = 2;
/** Templates indent by up to four. */
const INDENT = 4;
/** `\u00e9` */
const ESCAPE = 6;

/**
 * Adds up an upper bound of tokens. A tokenizer over bytes never makes more
 * tokens than there are bytes, so text weighs its bytes in UTF-8.
 */
export class Weight {
  #tokens = 0;
  #images = 0;
  /** True when parts are sealed: only the model's window bounds them. */
  sealed = false;
  /** True when a number was rounded on reading: its digits are in the body only. */
  rounded = false;

  get tokens(): number {
    return this.#tokens;
  }

  get images(): number {
    return this.#images;
  }

  add(tokens: number): void {
    this.#tokens += tokens;
  }

  image(): void {
    this.#images += 1;
  }

  text(value: string): void {
    this.#tokens += Buffer.byteLength(value, 'utf8');
  }

  /** Every text in a value, names of members included. */
  texts(value: unknown): void {
    if (typeof value === 'string') {
      this.text(value);
    } else if (Array.isArray(value)) {
      for (const item of value) {
        this.add(LINE);
        this.texts(item);
      }
    } else if (isRecord(value)) {
      for (const [name, inner] of Object.entries(value)) {
        this.add(LINE);
        this.text(name);
        this.texts(inner);
      }
    } else {
      this.scalar(value);
    }
  }

  /**
   * A value that the provider writes into the prompt as JSON, in the widest of
   * the usual ways: indented by four, all but ASCII escaped.
   */
  json(value: unknown, depth = 0): void {
    if (typeof value === 'string') {
      this.#quoted(value);
    } else if (Array.isArray(value) || isRecord(value)) {
      const line = LINE + INDENT * (depth + 1);
      this.add(line + 2);
      for (const [name, inner] of Object.entries(value)) {
        this.add(line);
        if (!Array.isArray(value)) {
          this.#quoted(name);
          // Colon and space, or in a list of alternatives ` | `.
          this.add(2);
        }
        this.add(2);
        this.json(inner, depth + 1);
      }
    } else {
      this.scalar(value);
    }
  }

  private scalar(value: unknown): void {
    if (typeof value !== 'number') {
      this.add(5);
    } else if (Number.isSafeInteger(value)) {
      this.add(NUMBER);
    } else {
      this.add(ROUNDED);
      this.rounded = true;
    }
  }

  #quoted(value: string): void {
    const escaped = JSON.stringify(value);
    const bytes = Buffer.byteLength(escaped, 'utf8');
    this.#tokens +=
      bytes === escaped.length ? bytes : bytes + ESCAPE * wide(escaped);
    // Some templates escape these for HTML as well.
    this.#tokens += ESCAPE * (escaped.match(/[<>&']/g)?.length ?? 0);
  }
}

/** Characters that are not ASCII. */
function wide(text: string): number {
  return text.match(/[^\0-\x7f]/g)?.length ?? 0;
}
