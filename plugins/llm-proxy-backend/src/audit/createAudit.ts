import type { Knex } from 'knex';
import type { JWK } from 'jose';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { LlmProxyConfig } from '../config';
import { UsageWriter } from '../usage/UsageWriter';
import { Audit } from './Audit';
import { type Cipher, readCipher } from './cipher';
import { type CheckpointSigner, createSigner } from './checkpoint';
import { FileLog } from './FileLog';
import { type LogFiles, nodeFiles } from './files';
import { readKeys } from './keys';
import { Outbox } from './Outbox';
import { PromptKeys } from './PromptKeys';
import type { SettlementOf } from './rebuild';
import { SegmentReader } from './SegmentReader';
import { SegmentRetention } from './SegmentRetention';
import { SegmentWriter } from './SegmentWriter';
import { Writers } from './Writers';

/** What is not configuration. */
export interface AuditDependencies {
  /** What the ledger knows of a hold; attempts of dead processes stay open without it. */
  readonly settlementOf?: SettlementOf;
  /** Called with failures of the disk and the database; never with a record. */
  readonly onError?: (error: unknown) => void;
  readonly files?: LogFiles;
  readonly clock?: () => number;
  readonly random?: () => string;
  /** Private JWK, Ed25519; made and kept in the database when left out. */
  readonly signingKey?: JWK;
  /** 32 bytes or more, for HMACs of prompts; as above. */
  readonly masterSecret?: Buffer;
  /** Writes the tables; pass the one that imports use. */
  readonly usage?: UsageWriter;
}

/** Milliseconds that a strict intent waits for the disk at most. */
const COMMIT_TIMEOUT = 5_000;
const MIB = 1024 * 1024;

/**
 * Opens the audit log of this process in `config.directory`, with its outbox
 * to the tables of `knex`.
 */
export async function createAudit(
  config: LlmProxyConfig['audit'],
  knex: Knex,
  dependencies: AuditDependencies = {},
): Promise<Audit> {
  const {
    files = nodeFiles,
    clock = Date.now,
    random = randomUUID,
    onError = () => {},
    usage = new UsageWriter(),
  } = dependencies;
  const keys = await keysOf(knex, clock, dependencies);
  const signer = await createSigner(keys.signing);
  const cipher = cipherSource(config.encryptionKeyFile);
  await cipher();
  const { directory, maxBytes, retention } = config;
  await files.makeDirectory(directory);
  await publishKey(files, directory, signer);
  const writers = new Writers(directory, files, clock);
  const writer = `w-${clock().toString(36)}-${random().slice(0, 8)}`;
  await writers.register(writer);
  const segments = new SegmentWriter({
    directory: writers.folder(writer),
    writer,
    files,
    signer,
    cipher,
    clock,
    segmentBytes: Math.min(16 * MIB, Math.ceil(maxBytes / 16)),
  });
  const log = new FileLog({
    ...config,
    commitTimeout: COMMIT_TIMEOUT,
    writer: segments,
    onError,
    dropped: denials => ({
      type: 'act',
      id: random(),
      at: clock(),
      by: 'audit',
      what: 'audit.denials_dropped',
      detail: { denials },
    }),
  });
  const reader = new SegmentReader(files, cipher);
  const outbox = new Outbox({
    knex,
    writers,
    reader,
    usage,
    clock,
    failures: 5,
  });
  const prune = { files, writers, signer, clock, maxBytes, retention };
  return new Audit({
    knex,
    clock,
    random,
    onError,
    files,
    writer,
    writers,
    segments,
    log,
    outbox,
    prompts: new PromptKeys(keys.master, clock),
    retention: new SegmentRetention(prune),
    settlementOf: dependencies.settlementOf ?? null,
  });
}

async function keysOf(
  knex: Knex,
  clock: () => number,
  { signingKey, masterSecret }: AuditDependencies,
) {
  if (signingKey && masterSecret) {
    return { signing: signingKey, master: masterSecret };
  }
  const kept = await readKeys(knex, clock);
  return {
    signing: signingKey ?? kept.signing,
    master: masterSecret ?? kept.master,
  };
}

/** The file is read again at most once a minute, so that a rotation is seen. */
function cipherSource(file: string | undefined): () => Promise<Cipher | null> {
  let current: Promise<Cipher> | undefined;
  let readAt = -Infinity;
  return async () => {
    if (!file) {
      return null;
    }
    if (!current || performance.now() - readAt > 60_000) {
      readAt = performance.now();
      const before = current;
      // A file that is being replaced must not stop the log.
      current = readCipher(file).catch(
        error => before ?? Promise.reject(error),
      );
    }
    return current;
  };
}

/** For the reader; who can write here could replace it, so keep a copy elsewhere. */
async function publishKey(
  files: LogFiles,
  directory: string,
  { publicKey }: CheckpointSigner,
): Promise<void> {
  const path = join(directory, `public-${publicKey.kid}.json`);
  if (!(await files.info(path))) {
    const file = await files.append(path);
    await file.write(Buffer.from(`${JSON.stringify(publicKey)}\n`));
    await file.sync();
    await file.close();
  }
}
