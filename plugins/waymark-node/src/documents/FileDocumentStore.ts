import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  rename,
  rm,
  stat,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import {
  DocumentCorruptError,
  DocumentStoreFullError,
  DocumentTooLargeError,
  isDocumentDigest,
  type DocumentDigest,
  type DocumentStat,
  type DocumentStore,
  type StagedDocument,
  type StageOptions,
} from './types';

/**
 * Documents as files: `<directory>/sha256/ab/cd…`, staged in
 * `<directory>/staged`. A document appears by a hard link, so it is there
 * wholly or not at all, whatever dies in between. Only a damaged one is ever
 * replaced, by a rename.
 *
 * @public
 */
export class FileDocumentStore implements DocumentStore {
  readonly #documents: string;
  readonly #staged: string;

  /** @param directory - absolute; made when it is not there */
  constructor(directory: string) {
    this.#documents = join(directory, 'sha256');
    this.#staged = join(directory, 'staged');
  }

  async stage(
    content: AsyncIterable<Uint8Array>,
    options: StageOptions,
  ): Promise<StagedDocument> {
    await mkdir(this.#staged, { recursive: true, mode: 0o700 });
    const path = join(this.#staged, randomUUID());
    const file = await writing(() => open(path, 'wx', 0o600));
    try {
      const { digest, size } = await write(file, content, options);
      await writing(() => file.sync());
      await file.close();
      return {
        digest,
        size,
        path,
        commit: () => this.#commit(path, digest),
        discard: () => rm(path, { force: true }),
      };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(path, { force: true });
      throw error;
    }
  }

  async open(digest: DocumentDigest): Promise<Readable | undefined> {
    const path = this.#path(digest);
    if (!(await statOf(path))) {
      return undefined;
    }
    return Readable.from(verified(path, digest), { objectMode: false });
  }

  async stat(digest: DocumentDigest): Promise<DocumentStat | undefined> {
    const found = await statOf(this.#path(digest));
    return found && { digest, size: found.size };
  }

  async delete(digest: DocumentDigest): Promise<boolean> {
    try {
      await rm(this.#path(digest));
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') {
        return false;
      }
      throw error;
    }
  }

  async *list(): AsyncIterable<DocumentStat> {
    for (const folder of await namesIn(this.#documents)) {
      for (const name of await namesIn(join(this.#documents, folder))) {
        const digest = `sha256:${folder}${name}`;
        const found = isDocumentDigest(digest) && (await this.stat(digest));
        if (found) {
          yield found;
        }
      }
    }
  }

  async sweep(olderThan: Date): Promise<number> {
    let swept = 0;
    for (const name of await namesIn(this.#staged)) {
      const path = join(this.#staged, name);
      const found = await statOf(path);
      if (found && found.mtimeMs < olderThan.getTime()) {
        await rm(path, { force: true });
        swept += 1;
      }
    }
    return swept;
  }

  #path(digest: DocumentDigest): string {
    if (!isDocumentDigest(digest)) {
      throw new TypeError('Not a SHA-256 digest');
    }
    const hex = digest.slice('sha256:'.length);
    return join(this.#documents, hex.slice(0, 2), hex.slice(2));
  }

  async #commit(staged: string, digest: DocumentDigest): Promise<boolean> {
    const path = this.#path(digest);
    await writing(() => mkdir(dirname(path), { recursive: true, mode: 0o700 }));
    let created = true;
    try {
      // Unlike rename, link never replaces what is there: write-once.
      await writing(() => link(staged, path));
    } catch (error) {
      if (codeOf(error) !== 'EEXIST') {
        throw error;
      }
      created = !(await isWhole(path, digest));
      if (created) {
        // At once: a reader that is at it keeps the damaged file and fails,
        // others get this one. Who mends it at the same time puts the same
        // bytes there.
        await writing(() => rename(staged, path));
      }
    }
    await syncDirectory(dirname(path));
    await rm(staged, { force: true });
    return created;
  }
}

async function write(
  file: FileHandle,
  content: AsyncIterable<Uint8Array>,
  options: StageOptions,
): Promise<DocumentStat> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of content) {
    options.signal?.throwIfAborted();
    // Counted on the bytes really read: a Content-Length proves nothing.
    if (size + chunk.byteLength > options.maxBytes) {
      throw new DocumentTooLargeError(options.maxBytes);
    }
    hash.update(chunk);
    await writing(() => file.writeFile(chunk));
    size += chunk.byteLength;
  }
  return { digest: `sha256:${hash.digest('hex')}`, size };
}

/** False for a file that is damaged, gone, or on a bad place of the disk. */
async function isWhole(path: string, digest: DocumentDigest): Promise<boolean> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(path), hash);
  } catch (error) {
    if (['ENOENT', 'EIO'].includes(codeOf(error) ?? '')) {
      return false;
    }
    throw error;
  }
  return `sha256:${hash.digest('hex')}` === digest;
}

async function* verified(
  path: string,
  digest: DocumentDigest,
): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let held: Buffer | undefined;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk);
    if (held) {
      yield held;
    }
    held = chunk;
  }
  // The last chunk is held back: a reader never sees a wrong document whole.
  if (`sha256:${hash.digest('hex')}` !== digest) {
    throw new DocumentCorruptError(digest);
  }
  if (held) {
    yield held;
  }
}

async function writing<T>(action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    switch (codeOf(error)) {
      case 'ENOSPC':
      case 'EDQUOT':
        throw new DocumentStoreFullError('The document store is full', {
          cause: error,
        });
      case 'EROFS':
      case 'EACCES':
        throw new DocumentStoreFullError(
          'The document store may not be written',
          { cause: error },
        );
      default:
        throw error;
    }
  }
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function statOf(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return undefined;
    }
    throw error;
  }
}

async function namesIn(path: string): Promise<string[]> {
  try {
    return await readdir(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      return [];
    }
    throw error;
  }
}

function codeOf(error: unknown): string | undefined {
  return (error as NodeJS.ErrnoException | undefined)?.code;
}
