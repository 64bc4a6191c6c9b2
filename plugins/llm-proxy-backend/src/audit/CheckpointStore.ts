import type { Knex } from 'knex';
import { decodeJwt } from 'jose';
import { join } from 'node:path';
import type { Checkpoint } from './checkpoint';
import type { LogFiles } from './files';
import { linesOf } from './frame';
import { CHECKPOINTS } from './SegmentWriter';
import type { Writers } from './Writers';

interface CheckpointStoreOptions {
  readonly knex: Knex;
  readonly files: LogFiles;
  readonly writers: Writers;
}

const PIECE = 1024 * 1024;

/**
 * A copy of the checkpoints in the database, so that who cuts both files is
 * still found out.
 */
export class CheckpointStore {
  readonly #options: CheckpointStoreOptions;
  readonly #read = new Map<string, number>();

  constructor(options: CheckpointStoreOptions) {
    this.#options = options;
  }

  /** Brings what is new of one writer. */
  async deliver(writer: string): Promise<void> {
    const { knex, files, writers } = this.#options;
    const path = join(writers.folder(writer), CHECKPOINTS);
    const from = this.#read.get(writer) ?? 0;
    const info = await files.info(path);
    if (!info || info.size <= from) {
      return;
    }
    const data = await files.read(path, from, PIECE);
    let end = 0;
    for (const line of linesOf(data)) {
      end = line.end;
      const row = rowOf(writer, line.text);
      if (row) {
        await knex('audit_checkpoint')
          .insert(row)
          .onConflict(['writer', 'n', 'kind'])
          .ignore();
      }
    }
    this.#read.set(writer, from + end);
  }
}

/** Not verified here: that is for the reader of the audit, with its own keys. */
function rowOf(writer: string, jws: string) {
  try {
    const { n, kind, at } = decodeJwt(jws) as unknown as Checkpoint;
    return { writer, n, kind, at, jws };
  } catch {
    return null;
  }
}
