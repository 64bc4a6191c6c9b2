import { join } from 'node:path';
import type { Checkpoint, CheckpointSigner } from './checkpoint';
import type { LogFiles } from './files';
import {
  countOf,
  linesOf,
  parseLine,
  parseOpenPayload,
  parseRecordPayload,
  segmentName,
} from './frame';
import { CHECKPOINTS } from './SegmentWriter';
import type { Writers } from './Writers';

export interface SegmentRetentionOptions {
  readonly files: LogFiles;
  readonly writers: Writers;
  readonly signer: CheckpointSigner;
  readonly clock: () => number;
  /** Bytes of all segments; delivered ones go from the oldest on. */
  readonly maxBytes: number;
  /** Milliseconds that a delivered segment is kept. */
  readonly retention: number;
}

/** A segment that may go. */
export interface Delivered {
  readonly writer: string;
  readonly segment: number;
  readonly path: string;
  readonly size: number;
  readonly modified: number;
}

const MAX_SEGMENT = 1024 * 1024 * 1024;

/** Removes delivered segments; what they ended with stays, signed. */
export class SegmentRetention {
  readonly #options: SegmentRetentionOptions;

  constructor(options: SegmentRetentionOptions) {
    this.#options = options;
  }

  /** @param delivered - by writer, the first segment that has to stay */
  async prune(delivered: ReadonlyMap<string, number>): Promise<void> {
    const { clock, maxBytes, retention, writers } = this.#options;
    const candidates: Delivered[] = [];
    let total = 0;
    for (const writer of await writers.list()) {
      for (const info of await writers.segments(writer)) {
        total += info.size;
        if (info.segment < (delivered.get(writer) ?? 0)) {
          candidates.push({ writer, ...info });
        }
      }
    }
    candidates.sort((a, b) => a.modified - b.modified || a.segment - b.segment);
    for (const candidate of candidates) {
      const old = candidate.modified < clock() - retention;
      if (old || total > maxBytes) {
        await this.#retire(candidate);
        total -= candidate.size;
      }
    }
  }

  /** First the statement, then the file: a crash between leaves both. */
  async #retire(candidate: Delivered): Promise<void> {
    const { files, signer, writers } = this.#options;
    const statement = await this.#statement(candidate);
    if (statement) {
      const folder = writers.folder(candidate.writer);
      const file = await files.append(join(folder, CHECKPOINTS));
      try {
        await file.write(Buffer.from(`${await signer.sign(statement)}\n`));
        await file.sync();
      } finally {
        await file.close();
      }
    }
    await files.remove(candidate.path);
  }

  async #statement(candidate: Delivered): Promise<Checkpoint | null> {
    const { files, clock, writers } = this.#options;
    const { writer, segment, path, size } = candidate;
    const data = await files.read(path, 0, Math.min(size, MAX_SEGMENT));
    const bounds = boundsOf(data);
    if (!bounds) {
      return null;
    }
    // An abandoned tail does not count: the next segment says where it goes on.
    const next = join(writers.folder(writer), segmentName(segment + 1));
    const after = (await files.info(next))
      ? boundsOf(await files.read(next, 0, 4_096))
      : null;
    const { n, head } = after
      ? { n: after.first - 1, head: after.prev }
      : bounds;
    const { first } = bounds;
    return {
      v: 1,
      kind: 'retired',
      writer,
      segment,
      first,
      n,
      head,
      at: clock(),
    };
  }
}

interface Bounds {
  readonly first: number;
  readonly prev: string;
  readonly n: number;
  readonly head: string;
}

/** The first and the last record of a segment, with the chain around them. */
function boundsOf(data: Buffer): Bounds | null {
  let bounds: Bounds | null = null;
  for (const { text } of linesOf(data)) {
    const line = parseLine(text);
    const open = line && parseOpenPayload(line.payload);
    const record = line && parseRecordPayload(line.payload);
    if (open) {
      const { next, prev } = open;
      bounds = { first: next, prev, n: next - 1, head: prev };
    } else if (line && record && bounds) {
      const { first, prev } = bounds as Bounds;
      const n = record.n + countOf(record) - 1;
      bounds = { first, prev, n, head: line.chain };
    }
  }
  return bounds;
}
