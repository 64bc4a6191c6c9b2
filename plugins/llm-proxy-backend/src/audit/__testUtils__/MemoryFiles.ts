import { dirname } from 'node:path';
import type { LogFile, LogFiles } from '../files';

interface MemoryFile {
  data: Buffer;
  synced: number;
  modified: number;
}

/** A file system that can lose power, break and hang. */
export class MemoryFiles implements LogFiles {
  readonly #files = new Map<string, MemoryFile>();
  readonly #directories = new Set<string>();
  readonly #clock: () => number;
  /** Thrown by the next writes and syncs while set. */
  failure: Error | null = null;
  /** Awaited by syncs while set. */
  hang: Promise<void> | null = null;
  syncs = 0;
  /** Before the cut nothing comes through any more. */
  #off = false;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  /**
   * What a disk may hold after a power cut: all that was synced, and of the
   * rest any beginning, with any of its last bytes wrong.
   */
  cut(random: () => number): MemoryFiles {
    this.#off = true;
    const after = new MemoryFiles(this.#clock);
    for (const directory of this.#directories) {
      after.#directories.add(directory);
    }
    for (const [path, { data, synced, modified }] of this.#files) {
      const kept = synced + Math.floor(random() * (data.length - synced + 1));
      const torn = Buffer.from(data.subarray(0, kept));
      for (let at = kept - 1; at >= synced && random() < 0.5; at -= 1) {
        torn[at] = 0;
      }
      after.#files.set(path, { data: torn, synced: kept, modified });
    }
    return after;
  }

  async makeDirectory(path: string): Promise<void> {
    this.#directories.add(path);
  }

  async list(path: string): Promise<string[]> {
    const below = [...this.#files.keys(), ...this.#directories]
      .filter(name => dirname(name) === path)
      .map(name => name.slice(path.length + 1));
    return [...new Set(below)].sort();
  }

  async append(path: string): Promise<LogFile> {
    this.#check();
    const modified = this.#clock();
    const file = this.#files.get(path) ?? {
      data: Buffer.alloc(0),
      synced: 0,
      modified,
    };
    this.#files.set(path, file);
    return {
      write: async data => {
        this.#check();
        file.data = Buffer.concat([file.data, data]);
        file.modified = this.#clock();
      },
      sync: async () => {
        this.syncs += 1;
        const { length } = file.data;
        await new Promise(resolve => setImmediate(resolve));
        await this.hang;
        this.#check();
        file.synced = length;
      },
      truncate: async size => {
        this.#check();
        file.data = file.data.subarray(0, size);
        file.synced = Math.min(file.synced, size);
      },
      close: async () => {},
    };
  }

  async read(path: string, offset: number, length: number): Promise<Buffer> {
    const file = this.#files.get(path);
    if (!file) {
      throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
    }
    return file.data.subarray(offset, offset + length);
  }

  async info(path: string) {
    const file = this.#files.get(path);
    return file ? { size: file.data.length, modified: file.modified } : null;
  }

  async touch(path: string, now: number): Promise<void> {
    const file = this.#files.get(path);
    if (file) {
      file.modified = now;
    }
  }

  async remove(path: string): Promise<void> {
    this.#files.delete(path);
  }

  #check(): void {
    if (this.#off) {
      throw new Error('power is off');
    }
    if (this.failure) {
      throw this.failure;
    }
  }
}
