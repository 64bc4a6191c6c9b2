import type { JWK } from 'jose';
import { join } from 'node:path';
import { type Checkpoint, verifyCheckpoint } from '../checkpoint';
import type { LogFiles } from '../files';
import { linesOf } from '../frame';
import { CHECKPOINTS } from '../SegmentWriter';
import type { Finding } from './findings';

const MAX_FILE = 2 ** 31 - 1;

/** Signed statements on one writer, verified, by record. */
export async function readCheckpoints(
  files: LogFiles,
  folder: string,
  writer: string,
  keys: ReadonlyMap<string, JWK>,
  elsewhere: readonly Checkpoint[],
): Promise<{ checkpoints: Checkpoint[]; findings: Finding[] }> {
  const path = join(folder, CHECKPOINTS);
  const data = (await files.info(path))
    ? await files.read(path, 0, MAX_FILE)
    : Buffer.alloc(0);
  const checkpoints = elsewhere.filter(known => known.writer === writer);
  const findings: Finding[] = [];
  let line = 0;
  for (const { text } of linesOf(data)) {
    line += 1;
    try {
      const checkpoint = await verifyCheckpoint(text, keys);
      if (checkpoint.writer !== writer) {
        throw new Error(`it is of ${checkpoint.writer}`);
      }
      checkpoints.push(checkpoint);
    } catch (error) {
      findings.push({
        writer,
        kind: 'checkpoint',
        from: null,
        to: null,
        text: `line ${line} of ${CHECKPOINTS} is not a valid checkpoint: ${
          (error as Error).message
        }`,
      });
    }
  }
  checkpoints.sort((a, b) => a.n - b.n);
  return { checkpoints, findings };
}
