import type { Usage } from '../../quota/types';
import { SseSplitter, dataOf, parseObject } from '../providers/taps/sse';
import type { StreamTap } from '../providers/types';
import type { Json } from './common';

/** Makes events of one dialect from those of the other. */
export interface EventTranslator {
  event(event: Json): Buffer[];
  /** `data: [DONE]`. */
  done(): Buffer[];
  readonly complete: boolean;
  readonly failed: boolean;
  readonly usage: Usage | null;
  /** UTF-8 bytes of what the model wrote. */
  readonly written: number;
}

/** A stream whose every event is read and written anew. */
export class TranslatingTap implements StreamTap {
  private out: Buffer[] = [];
  private readonly splitter = new SseSplitter((bytes, start, end) =>
    this.take(dataOf(bytes, start, end)),
  );

  constructor(private readonly translator: EventTranslator) {}

  get complete() {
    return this.translator.complete;
  }

  get failed() {
    return this.translator.failed;
  }

  get usage() {
    return this.translator.usage;
  }

  get estimatedOutput() {
    return this.translator.written;
  }

  push(chunk: Buffer): Buffer[] | null {
    const fits = this.splitter.push(chunk);
    const out = this.out;
    this.out = [];
    return fits ? out : null;
  }

  flush(): Buffer[] {
    const { rest } = this.splitter;
    this.take(dataOf(rest, 0, rest.length));
    const out = this.out;
    this.out = [];
    return out;
  }

  private take(data: string) {
    if (this.translator.complete || this.translator.failed) {
      return;
    }
    if (data.trim() === '[DONE]') {
      this.out.push(...this.translator.done());
      return;
    }
    const event = parseObject(data);
    if (event) {
      this.out.push(...this.translator.event(event));
    }
  }
}
