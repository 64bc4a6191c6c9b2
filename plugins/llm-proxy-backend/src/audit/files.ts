import {
  type FileHandle,
  mkdir,
  open,
  readdir,
  rm,
  stat,
  utimes,
} from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * What the log needs of a file system. Small, so that a test can lose power:
 * only what {@link LogFile.sync} confirmed, in a directory whose entry was
 * synced by `create`, is there afterwards.
 */
export interface LogFiles {
  makeDirectory(path: string): Promise<void>;
  /** Names in a directory, sorted; none when it is missing. */
  list(path: string): Promise<string[]>;
  /** Opens for appending; makes the file, durably by name, when it is missing. */
  append(path: string): Promise<LogFile>;
  /** Up to `length` bytes from `offset`; fewer at the end; throws when missing. */
  read(path: string, offset: number, length: number): Promise<Buffer>;
  /** Null when the file is missing. */
  info(path: string): Promise<{ size: number; modified: number } | null>;
  touch(path: string, now: number): Promise<void>;
  remove(path: string): Promise<void>;
}

/** A file that only grows. */
export interface LogFile {
  write(data: Buffer): Promise<void>;
  /** Resolves when all that was written survives a power cut. */
  sync(): Promise<void>;
  /** Takes back what a failed write may have left. */
  truncate(size: number): Promise<void>;
  close(): Promise<void>;
}

class NodeLogFile implements LogFile {
  readonly #handle: FileHandle;

  constructor(handle: FileHandle) {
    this.#handle = handle;
  }

  async write(data: Buffer): Promise<void> {
    for (let at = 0; at < data.length; ) {
      const { bytesWritten } = await this.#handle.write(data, at);
      at += bytesWritten;
    }
  }

  async sync(): Promise<void> {
    await this.#handle.datasync();
  }

  async truncate(size: number): Promise<void> {
    await this.#handle.truncate(size);
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }
}

/** The file system of Node. */
export const nodeFiles: LogFiles = {
  async makeDirectory(path) {
    await mkdir(path, { recursive: true, mode: 0o700 });
    await syncDirectory(dirname(path));
  },

  async list(path) {
    try {
      return (await readdir(path)).sort();
    } catch (error) {
      return isMissing(error) ? [] : raise(error);
    }
  },

  async append(path) {
    const handle = await open(path, 'a', 0o600);
    await syncDirectory(dirname(path));
    return new NodeLogFile(handle);
  },

  async read(path, offset, length) {
    const handle = await open(path, 'r');
    try {
      const { size } = await handle.stat();
      const buffer = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, offset);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  },

  async info(path) {
    try {
      const { size, mtimeMs } = await stat(path);
      return { size, modified: mtimeMs };
    } catch (error) {
      return isMissing(error) ? null : raise(error);
    }
  },

  async touch(path, now) {
    await utimes(path, now / 1_000, now / 1_000);
  },

  async remove(path) {
    await rm(path, { force: true });
  },
};

/** A new name is durable only when its directory is synced too. */
async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function isMissing(error: unknown): boolean {
  return (error as { code?: unknown }).code === 'ENOENT';
}

function raise(error: unknown): never {
  throw error;
}
