import type { JWK } from 'jose';
import { join } from 'node:path';
import type { Checkpoint } from '../checkpoint';
import type { Cipher } from '../cipher';
import type { LogFiles } from '../files';
import type { RecordPayload } from '../frame';
import type { AuditRecord } from '../types';
import { readCheckpoints } from './checkpoints';
import type { Finding, WriterReport } from './findings';
import { readSegments } from './segments';
import { WriterCheck } from './WriterCheck';

/** What a reader was given. */
export interface ReadOptions {
  readonly files: LogFiles;
  readonly directory: string;
  /** Null: the chain and the checkpoints are verified all the same. */
  readonly cipher: Cipher | null;
  /** By thumbprint. */
  readonly publicKeys: ReadonlyMap<string, JWK>;
  /** Verified checkpoints that were kept elsewhere. */
  readonly checkpoints: readonly Checkpoint[];
}

/** A record and where it stands. */
export interface FoundRecord {
  readonly writer: string;
  readonly n: number;
  readonly record: AuditRecord;
}

/** Folders of processes, with those that only checkpoints know. */
async function writersOf(options: ReadOptions): Promise<string[]> {
  const names = await options.files.list(options.directory);
  const known = options.checkpoints.map(({ writer }) => writer);
  return [
    ...new Set([...names.filter(name => name.startsWith('w-')), ...known]),
  ].sort();
}

/** Verifies a directory, writer by writer. */
export async function* verify(
  options: ReadOptions,
): AsyncGenerator<WriterReport> {
  for (const writer of await writersOf(options)) {
    yield await verifyWriter(options, writer);
  }
}

async function verifyWriter(
  options: ReadOptions,
  writer: string,
): Promise<WriterReport> {
  const { files, directory, publicKeys, checkpoints, cipher } = options;
  const folder = join(directory, writer);
  const signed = await readCheckpoints(
    files,
    folder,
    writer,
    publicKeys,
    checkpoints,
  );
  const findings: Finding[] = [...signed.findings];
  const check = new WriterCheck(writer, signed.checkpoints, []);
  const segments = readSegments(files, folder);
  let current = await segments.next();
  while (!current.done) {
    const next = await segments.next();
    for (const { payload, from, to } of current.value.frames) {
      const text = cipher && (await whyNotReadable(cipher, payload));
      if (text) {
        findings.push({ writer, kind: 'undecryptable', from, to, text });
      }
    }
    check.segment(current.value, next.done === true);
    current = next;
  }
  const report = check.report();
  return { ...report, findings: [...findings, ...report.findings] };
}

async function whyNotReadable(
  cipher: Cipher,
  payload: RecordPayload,
): Promise<string | null> {
  if ('r' in payload) {
    return null;
  }
  const { n, c } = payload;
  try {
    const records = await recordsOf(payload, cipher);
    return records.length === c
      ? null
      : `the batch from record ${n} has ${records.length} records, not ${c}`;
  } catch (error) {
    return `the batch of ${c} from record ${n} cannot be decrypted: ${
      (error as Error).message
    }`;
  }
}

async function recordsOf(
  payload: RecordPayload,
  cipher: Cipher | null,
): Promise<AuditRecord[]> {
  if ('r' in payload) {
    return [payload.r];
  }
  if (!cipher) {
    throw new Error('it is encrypted: a key is needed');
  }
  return JSON.parse(await cipher.open(payload.e)) as AuditRecord[];
}

/** All records from a time on, writer by writer; rejects when a key is missing. */
export async function* read(
  options: ReadOptions,
  since = -Infinity,
): AsyncGenerator<FoundRecord> {
  for (const writer of await writersOf(options)) {
    const folder = join(options.directory, writer);
    for await (const { frames } of readSegments(options.files, folder)) {
      for (const { payload } of frames) {
        const records = await recordsOf(payload, options.cipher);
        for (const [index, record] of records.entries()) {
          if (record.at >= since) {
            yield { writer, n: payload.n + index, record };
          }
        }
      }
    }
  }
}
