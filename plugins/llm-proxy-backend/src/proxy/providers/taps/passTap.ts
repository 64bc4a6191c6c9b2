import type { Usage } from '../../../quota/types';
import type { StreamTap } from '../types';
import { Needle, SseSplitter, stringLength } from './sse';

/** Bytes to send instead of an event; undefined leaves it as it is. */
export type Verdict = Buffer | undefined;

/** An event that is not passed on. */
export const DROPPED = Buffer.alloc(0);

/** Reads the events of one stream in one dialect. */
export interface Inspector {
  inspect(bytes: Buffer, start: number, end: number): Verdict;
  readonly complete: boolean;
  readonly failed: boolean;
  readonly usage: Usage | null;
  /** False when text that came out is not all that is billed. */
  readonly estimable: boolean;
}

/**
 * Passes events on by slices of the chunks that they came in. Only whole
 * events leave, so that one of them can still be dropped.
 */
export class PassTap implements StreamTap {
  private readonly splitter = new SseSplitter((bytes, start, end) =>
    this.event(bytes, start, end),
  );
  private readonly needles: readonly Needle[];
  private out: Buffer[] = [];
  /** Events next to each other that leave as one slice. */
  private run: Buffer | null = null;
  private runStart = 0;
  private runEnd = 0;
  private text = 0;

  /**
   * @param texts - Beginnings of members that hold what the model wrote, with the opening quote.
   */
  constructor(private readonly inspector: Inspector, texts: readonly string[]) {
    this.needles = texts.map(text => new Needle(text));
  }

  get complete() {
    return this.inspector.complete;
  }

  get failed() {
    return this.inspector.failed;
  }

  get usage() {
    return this.inspector.usage;
  }

  /** A byte-level tokenizer never makes more tokens than bytes, so this is not too low. */
  get estimatedOutput() {
    return this.inspector.estimable ? this.text : null;
  }

  push(chunk: Buffer): Buffer[] | null {
    const fits = this.splitter.push(chunk);
    const out = this.take();
    return fits ? out : null;
  }

  flush(): Buffer[] {
    const rest = this.splitter.rest;
    if (rest.length > 0) {
      // Without its blank line; clients drop it, but it may end a stream whose
      // server spared the last newline.
      this.event(rest, 0, rest.length);
    }
    return this.take();
  }

  private take(): Buffer[] {
    this.endRun();
    for (const needle of this.needles) {
      needle.forget();
    }
    const out = this.out;
    this.out = [];
    return out;
  }

  private event(bytes: Buffer, start: number, end: number) {
    for (const needle of this.needles) {
      let at = needle.find(bytes, start, end);
      while (at !== -1) {
        this.text += stringLength(bytes, at);
        at = needle.find(bytes, at, end);
      }
    }
    const verdict = this.inspector.inspect(bytes, start, end);
    if (verdict === undefined) {
      if (this.run !== bytes || this.runEnd !== start) {
        this.endRun();
        this.run = bytes;
        this.runStart = start;
      }
      this.runEnd = end;
      return;
    }
    this.endRun();
    if (verdict.length > 0) {
      this.out.push(verdict);
    }
  }

  private endRun() {
    if (this.run) {
      const whole = this.runStart === 0 && this.runEnd === this.run.length;
      this.out.push(
        whole ? this.run : this.run.subarray(this.runStart, this.runEnd),
      );
      this.run = null;
    }
  }
}
