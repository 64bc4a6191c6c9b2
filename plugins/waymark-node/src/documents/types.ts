import type { Readable } from 'node:stream';

/**
 * SHA-256 as `sha256:` and 64 lower-case hexadecimal digits.
 *
 * @public
 */
export type DocumentDigest = `sha256:${string}`;

/** @public */
export interface DocumentStat {
  digest: DocumentDigest;
  /** Bytes. */
  size: number;
}

/**
 * Bytes that are on this machine but not in the store: somebody decides
 * whether they go in. Exactly one of `commit` and `discard` must be called;
 * `discard` after `commit` does nothing.
 *
 * @public
 */
export interface StagedDocument extends DocumentStat {
  /** A local file with the bytes, readable until `commit` or `discard`. */
  readonly path: string;
  /**
   * Makes the document visible, durably; true when it was not there before.
   * Takes the place of stored bytes that do not have the digest any more, and
   * is true then too: readers get the old ones, and fail, or these.
   */
  commit(): Promise<boolean>;
  discard(): Promise<void>;
}

/** @public */
export interface StageOptions {
  /** Rejects with {@link DocumentTooLargeError} at the first byte beyond. */
  maxBytes: number;
  signal?: AbortSignal;
}

/**
 * Write-once documents by the digest of their bytes.
 *
 * @public
 */
export interface DocumentStore {
  /** Writes a stream to a local file while hashing it. */
  stage(
    content: AsyncIterable<Uint8Array>,
    options: StageOptions,
  ): Promise<StagedDocument>;
  /**
   * Reads a document and verifies it on the way: the stream fails with
   * {@link DocumentCorruptError} before its end when the bytes are not those
   * of the digest. Undefined when there is no such document.
   */
  open(digest: DocumentDigest): Promise<Readable | undefined>;
  stat(digest: DocumentDigest): Promise<DocumentStat | undefined>;
  /** False when there was none. */
  delete(digest: DocumentDigest): Promise<boolean>;
  /** Every document, in no order. */
  list(): AsyncIterable<DocumentStat>;
  /**
   * Removes what crashed writers left behind, older than the given time.
   * Returns how many there were.
   */
  sweep(olderThan: Date): Promise<number>;
}

/** @public */
export class DocumentTooLargeError extends Error {
  readonly name = 'DocumentTooLargeError';
  constructor(readonly maxBytes: number) {
    super(`The document has more than ${maxBytes} bytes`);
  }
}

/** @public */
export class DocumentCorruptError extends Error {
  readonly name = 'DocumentCorruptError';
  constructor(readonly digest: DocumentDigest) {
    super(`The stored document ${digest} does not have this digest any more`);
  }
}

/**
 * There is no room for a document, or the store may not be written.
 *
 * @public
 */
export class DocumentStoreFullError extends Error {
  readonly name = 'DocumentStoreFullError';
}

/** @public */
export function isDocumentDigest(value: string): value is DocumentDigest {
  return /^sha256:[0-9a-f]{64}$/.test(value);
}
