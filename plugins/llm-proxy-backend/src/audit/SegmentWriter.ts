import { join } from 'node:path';
import type { Cipher } from './cipher';
import type { Checkpoint, CheckpointSigner } from './checkpoint';
import type { LogFile, LogFiles } from './files';
import { chainOf, genesis, type OpenPayload, segmentName } from './frame';

/** Where checkpoints and retirements of a writer stand, one JWS a line. */
export const CHECKPOINTS = 'checkpoints.log';

export interface SegmentWriterOptions {
  /** Of this writer alone. */
  readonly directory: string;
  readonly writer: string;
  readonly files: LogFiles;
  readonly signer: CheckpointSigner;
  /** Asked at the begin of each segment, so that a rotated key is taken up. */
  readonly cipher: () => Promise<Cipher | null>;
  readonly clock: () => number;
  /** Bytes after which a new segment is begun. */
  readonly segmentBytes: number;
}

/** What is durable. */
export interface Durable {
  readonly segment: number;
  readonly offset: number;
  readonly n: number;
  readonly head: string;
  /** Bytes of all segments together. */
  readonly total: number;
}

interface Segment {
  readonly number: number;
  readonly file: LogFile;
  readonly cipher: Cipher | null;
  size: number;
}

/** Appends batches to segments. One call at a time; the caller sees to that. */
export class SegmentWriter {
  readonly #options: SegmentWriterOptions;
  #segment: Segment | null = null;
  #durable: Durable;
  #checkpoints: LogFile | null = null;
  #signedAt = 0;
  /** Bytes of the segments before each. */
  readonly #starts = new Map<number, number>();

  constructor(options: SegmentWriterOptions) {
    this.#options = options;
    this.#durable = {
      segment: 0,
      offset: 0,
      n: 0,
      head: genesis(options.writer),
      total: 0,
    };
  }

  get durable(): Durable {
    return this.#durable;
  }

  /** Records that no checkpoint covers yet. */
  get unsigned(): number {
    return this.#durable.n - this.#signedAt;
  }

  /**
   * Resolves when all records are durable. After a
   * failure nothing of the batch counts: a sync that failed is never tried
   * again on the same file, as the kernel may have dropped its pages.
   */
  async write(records: readonly string[]): Promise<void> {
    const before = this.#durable;
    const segment = this.#segment ?? (await this.#begin());
    try {
      const { lines, head } = await this.#encode(records, segment.cipher);
      const data = Buffer.from(lines, 'utf8');
      await segment.file.write(data);
      await segment.file.sync();
      segment.size += data.length;
      this.#durable = {
        segment: segment.number,
        offset: segment.size,
        n: before.n + records.length,
        head,
        total: this.#starts.get(segment.number)! + segment.size,
      };
    } catch (error) {
      await this.#abandon(segment, before);
      throw error;
    }
    if (segment.size >= this.#options.segmentBytes) {
      await this.#end();
    }
  }

  /** Bytes of all segments up to a place in one of them. */
  totalAt(segment: number, offset: number): number {
    return (this.#starts.get(segment) ?? 0) + offset;
  }

  /** The place is not asked for again. */
  forget(segment: number): void {
    this.#starts.delete(segment);
  }

  /** Signs the chain as it stands. */
  async checkpoint(kind: 'checkpoint' | 'closed'): Promise<void> {
    const { writer, clock, signer } = this.#options;
    const { segment, n, head } = this.#durable;
    const at = clock();
    const statement: Checkpoint = { v: 1, kind, writer, segment, n, head, at };
    this.#checkpoints ??= await this.#open(CHECKPOINTS);
    const line = `${await signer.sign(statement)}\n`;
    await this.#checkpoints.write(Buffer.from(line));
    await this.#checkpoints.sync();
    this.#signedAt = n;
  }

  async close(): Promise<void> {
    await this.#segment?.file.close();
    this.#segment = null;
    if (this.#durable.n > 0) {
      await this.checkpoint('closed');
    }
    await this.#checkpoints?.close();
    this.#checkpoints = null;
  }

  async #encode(records: readonly string[], cipher: Cipher | null) {
    let { n, head } = this.#durable;
    if (cipher) {
      const sealed = await cipher.seal(`[${records.join(',')}]`);
      const payload = `{"n":${n + 1},"c":${records.length},"e":"${sealed}"}`;
      head = chainOf(head, payload);
      return { lines: `${head} ${payload}\n`, head };
    }
    let lines = '';
    for (const record of records) {
      n += 1;
      const payload = `{"n":${n},"r":${record}}`;
      head = chainOf(head, payload);
      lines += `${head} ${payload}\n`;
    }
    return { lines, head };
  }

  /** Its first line is synced with the first batch. */
  async #begin(): Promise<Segment> {
    const { cipher, clock, writer } = this.#options;
    const { n, head, segment } = this.#durable;
    let number = segment + 1;
    // An abandoned segment that could not be taken back keeps its number.
    while (await this.#exists(number)) {
      number += 1;
    }
    const file = await this.#open(segmentName(number));
    this.#starts.set(number, this.#durable.total);
    const open: OpenPayload = {
      v: 1,
      writer,
      segment: number,
      next: n + 1,
      prev: head,
      at: clock(),
    };
    const payload = JSON.stringify(open);
    const line = Buffer.from(`${chainOf(head, payload)} ${payload}\n`);
    try {
      await file.write(line);
      this.#segment = {
        number,
        file,
        cipher: await cipher(),
        size: line.length,
      };
    } catch (error) {
      await file.close();
      throw error;
    }
    return this.#segment;
  }

  async #end(): Promise<void> {
    const segment = this.#segment;
    this.#segment = null;
    await segment?.file.close();
  }

  async #abandon(segment: Segment, durable: Durable): Promise<void> {
    this.#segment = null;
    const size = durable.segment === segment.number ? durable.offset : 0;
    try {
      await segment.file.truncate(size);
    } catch {
      // Readers go back to where the next segment says that it goes on.
    } finally {
      await segment.file.close().catch(() => {});
    }
  }

  #open(name: string): Promise<LogFile> {
    const { files, directory } = this.#options;
    return files.append(join(directory, name));
  }

  async #exists(segment: number): Promise<boolean> {
    const { files, directory } = this.#options;
    return (await files.info(join(directory, segmentName(segment)))) !== null;
  }
}
