import type { JWK } from 'jose';
import type { Cipher } from '../cipher';
import { createSigner, makeSigningKey } from '../checkpoint';
import { FileLog, type FileLogOptions } from '../FileLog';
import { type LogFiles, nodeFiles } from '../files';
import { SegmentWriter } from '../SegmentWriter';
import { Writers } from '../Writers';
import { NOW } from './records';

export interface TestLogOptions extends Partial<FileLogOptions> {
  directory: string;
  files?: LogFiles;
  signingKey?: JWK;
  cipher?: Cipher | null;
  segmentBytes?: number;
  name?: string;
}

/** A log without a database behind it. */
export async function openLog(options: TestLogOptions): Promise<FileLog> {
  const {
    directory,
    files = nodeFiles,
    name = 'w-test',
    cipher = null,
    segmentBytes = 4_096,
  } = options;
  const signer = await createSigner(
    options.signingKey ?? (await makeSigningKey()),
  );
  const writers = new Writers(directory, files, Date.now);
  await files.makeDirectory(directory);
  await writers.register(name);
  const writer = new SegmentWriter({
    directory: writers.folder(name),
    writer: name,
    files,
    signer,
    cipher: async () => cipher,
    clock: () => NOW,
    segmentBytes,
  });
  return new FileLog({
    mode: 'strict',
    flushInterval: 20,
    groupCommit: 2,
    commitTimeout: 5_000,
    maxBytes: 1024 * 1024,
    dropped: denials => ({
      type: 'act',
      id: 'dropped',
      at: NOW,
      by: 'audit',
      what: 'audit.denials_dropped',
      detail: { denials },
    }),
    onError: () => {},
    ...options,
    writer,
  });
}
