import { hostname } from 'node:os';
import { join } from 'node:path';
import type { LogFiles } from './files';
import { segmentName, segmentNumbers } from './frame';

const OWNER = 'owner.json';
/** An owner that lives says so more often. */
const SILENCE = 60_000;

interface Owner {
  readonly pid: number;
  readonly host: string;
  /** Of the process, UTC ms: a process id may come again. */
  readonly started: number;
}

/** The folders of all processes that ever wrote in a directory. */
export class Writers {
  readonly #directory: string;
  readonly #files: LogFiles;
  readonly #clock: () => number;

  constructor(directory: string, files: LogFiles, clock: () => number) {
    this.#directory = directory;
    this.#files = files;
    this.#clock = clock;
  }

  /** Takes a folder for the process. */
  async register(writer: string): Promise<void> {
    const { makeDirectory, append } = this.#files;
    await makeDirectory.call(this.#files, this.folder(writer));
    const file = await append.call(this.#files, this.#owner(writer));
    const owner: Owner = {
      pid: process.pid,
      host: hostname(),
      started: startOfProcess(),
    };
    await file.write(Buffer.from(JSON.stringify(owner)));
    await file.sync();
    await file.close();
  }

  async beat(writer: string): Promise<void> {
    await this.#files.touch(this.#owner(writer), this.#clock());
  }

  /** Names of the folders. */
  async list(): Promise<string[]> {
    const names = await this.#files.list(this.#directory);
    return names.filter(name => /^w-[A-Za-z0-9-]+$/.test(name));
  }

  folder(writer: string): string {
    return join(this.#directory, writer);
  }

  /** Its segments and their sizes, in order. */
  async segments(
    writer: string,
  ): Promise<
    Array<{ segment: number; path: string; size: number; modified: number }>
  > {
    const folder = this.folder(writer);
    const numbers = segmentNumbers(await this.#files.list(folder));
    const found = numbers.map(async segment => {
      const path = join(folder, segmentName(segment));
      const info = await this.#files.info(path);
      return info && { segment, path, ...info };
    });
    return (await Promise.all(found)).filter(info => info !== null);
  }

  /** True when the process that wrote it cannot write any more. */
  async isGone(writer: string): Promise<boolean> {
    const info = await this.#files.info(this.#owner(writer));
    if (!info) {
      return true;
    }
    const silent = this.#clock() - info.modified > SILENCE;
    const text = await this.#files.read(this.#owner(writer), 0, 4_096);
    const owner = parseOwner(text.toString('utf8'));
    return silent || !owner || hasEnded(owner);
  }

  #owner(writer: string): string {
    return join(this.folder(writer), OWNER);
  }
}

function parseOwner(text: string): Owner | null {
  try {
    return JSON.parse(text) as Owner;
  } catch {
    return null;
  }
}

function startOfProcess(): number {
  return Math.round(performance.timeOrigin);
}

/** Only a process on this host can be known to have ended before it falls silent. */
function hasEnded(owner: Owner): boolean {
  if (owner.host !== hostname()) {
    return false;
  }
  if (owner.pid === process.pid) {
    return owner.started !== startOfProcess();
  }
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as { code?: string }).code === 'ESRCH';
  }
}
