import type { Checkpoint } from '../checkpoint';
import { chainOf, genesis } from '../frame';
import type { Finding, WriterReport } from './findings';
import type { Frame, SegmentContent } from './segments';

type Kind = Finding['kind'];

/**
 * Checks the log of one writer. Segments come in order; frames may not. The
 * chain after a record is taken as its line states it, so that one altered
 * line does not put all that follow in doubt.
 */
export class WriterCheck {
  readonly #writer: string;
  readonly #checkpoints: readonly Checkpoint[];
  readonly #findings: Finding[];
  readonly #notes: string[] = [];
  /** Chain after a record, as stated. */
  readonly #chains = new Map<number, string>();
  /** First record of each frame that is there, and the last one. */
  readonly #frames = new Map<number, number>();
  #aside: Frame[] = [];
  #unreadable: Array<{ segment: number; line: number }> = [];
  #lastSeen = 0;
  #last = 0;
  #records = 0;

  constructor(
    writer: string,
    checkpoints: readonly Checkpoint[],
    findings: readonly Finding[],
  ) {
    this.#writer = writer;
    this.#checkpoints = checkpoints;
    this.#findings = [...findings];
    this.#chains.set(0, genesis(writer));
    for (const { kind, n, head } of checkpoints) {
      if (kind === 'retired') {
        this.#chains.set(n, head);
      }
    }
  }

  /** @param isLast - only there can a crash have torn a line */
  segment(content: SegmentContent, isLast: boolean): void {
    const { segment, open, frames, unreadable, rest, lines } = content;
    if (open && open.writer !== this.#writer) {
      this.#find(
        'altered',
        null,
        null,
        `segment ${segment} is of ${open.writer}`,
      );
    }
    if (open && open.next <= this.#last) {
      this.#takeBack(open.next, open.prev);
    }
    for (const frame of frames) {
      this.#frame(frame);
    }
    const torn = new Set<number>();
    for (let line = lines; isLast && unreadable.includes(line); line -= 1) {
      torn.add(line);
    }
    for (const line of unreadable.filter(number => !torn.has(number))) {
      this.#unreadable.push({ segment, line });
    }
    if (torn.size > 0 || rest > 0) {
      this.#notes.push(
        `segment ${segment} ends with an unfinished line, as after a crash`,
      );
    }
  }

  report(): WriterReport {
    for (const frame of this.#aside) {
      this.#checkChain(frame);
    }
    for (const { segment, line } of this.#unreadable) {
      const text = `line ${line} of segment ${segment} is not a line of the log`;
      this.#find('unreadable', null, null, text);
    }
    this.#checkGaps();
    const signed = this.#checkCheckpoints();
    const closed = this.#checkpoints.some(({ kind }) => kind === 'closed');
    if (signed < this.#last) {
      this.#notes.push(
        `records ${signed + 1} to ${
          this.#last
        } are not covered by a checkpoint yet`,
      );
    }
    return {
      writer: this.#writer,
      records: this.#records,
      last: this.#last,
      signed,
      retired: this.#retired().reduce((sum, { first, n }) => {
        return sum + n - (first ?? n) + 1;
      }, 0),
      closed,
      findings: this.#findings,
      notes: this.#notes,
    };
  }

  #frame(frame: Frame): void {
    const { from, to } = frame;
    if (this.#frames.has(from)) {
      this.#find('repeated', from, to, `${named(from, to)} stands there twice`);
      return;
    }
    if (from < this.#lastSeen) {
      const text = `${named(from, to)} stands behind record ${this.#lastSeen}`;
      this.#find('reordered', from, to, text);
    }
    this.#frames.set(from, to);
    this.#chains.set(to, frame.chain);
    this.#records += to - from + 1;
    this.#lastSeen = to;
    this.#last = Math.max(this.#last, to);
    if (this.#chains.has(from - 1)) {
      this.#checkChain(frame);
    } else {
      this.#aside.push(frame);
    }
  }

  /** A write that failed is done again in the next segment. */
  #takeBack(next: number, prev: string): void {
    if (this.#chains.get(next - 1) !== prev) {
      return;
    }
    for (const [from, to] of this.#frames) {
      if (from >= next) {
        this.#frames.delete(from);
        this.#records -= to - from + 1;
      }
    }
    this.#notes.push(
      `records ${next} to ${
        this.#last
      } were written again after a failed write`,
    );
    this.#last = next - 1;
    this.#lastSeen = next - 1;
  }

  #checkChain({ from, to, chain, text }: Frame): void {
    const prev = this.#chains.get(from - 1);
    // Behind a gap nothing can be said of it; the gap itself is reported.
    if (prev !== undefined && chainOf(prev, text) !== chain) {
      const before =
        from > 1 ? `, or record ${from - 1} was rewritten with its chain` : '';
      this.#find(
        'altered',
        from,
        to,
        `${named(from, to)} was altered${before}`,
      );
    }
  }

  #checkGaps(): void {
    const ranges = [
      ...this.#frames,
      ...this.#retired().map(({ first, n }) => [first ?? n, n] as const),
    ].sort(([a], [b]) => a - b);
    let expected = 1;
    for (const [from, to] of ranges) {
      if (from > expected) {
        this.#missing(expected, from - 1, '');
      }
      expected = Math.max(expected, to + 1);
    }
    const end = this.#checkpoints.at(-1);
    if (end && end.n >= expected) {
      const when = new Date(end.at).toISOString();
      this.#missing(expected, end.n, `: a checkpoint of ${when} covers them`);
    }
  }

  #checkCheckpoints(): number {
    let good = 0;
    for (const { kind, n, head } of this.#checkpoints) {
      const chain = this.#chains.get(n);
      if (chain !== undefined && chain !== head) {
        const text = `${named(good + 1, n)} do not lead to what was signed`;
        this.#find('rewritten', good + 1, n, text);
      } else {
        good = Math.max(good, n);
      }
      if (kind === 'closed' && this.#last > n) {
        const text = `${named(n + 1, this.#last)} stands behind the signed end`;
        this.#find('altered', n + 1, this.#last, text);
      }
    }
    return good;
  }

  #missing(from: number, to: number, why: string): void {
    const is = from === to ? 'is' : 'are';
    this.#find('missing', from, to, `${named(from, to)} ${is} missing${why}`);
  }

  #retired(): Checkpoint[] {
    const bySegment = new Map(
      this.#checkpoints
        .filter(({ kind }) => kind === 'retired')
        .map(checkpoint => [checkpoint.segment, checkpoint]),
    );
    // Where the file is still there, it speaks for itself.
    return [...bySegment.values()].filter(
      ({ first, n }) => n >= (first ?? n) && !this.#frames.has(first ?? n),
    );
  }

  #find(kind: Kind, from: number | null, to: number | null, text: string) {
    this.#findings.push({ writer: this.#writer, kind, from, to, text });
  }
}

function named(from: number, to: number): string {
  return from === to ? `record ${from}` : `records ${from} to ${to}`;
}
