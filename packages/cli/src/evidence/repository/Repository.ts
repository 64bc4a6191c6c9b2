import { lstat, open, readdir, realpath } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { runTool } from '../runTool';
import { EvidenceFault } from '../sections';

/** Limits of what is read from a repository. */
export interface RepositoryLimits {
  /** Files that are listed at most; default 100,000. */
  files: number;
  /** Depth of folders; default 40. */
  depth: number;
  /** Bytes of one file; default 32 MiB. */
  fileBytes: number;
}

const defaults: RepositoryLimits = {
  files: 100_000,
  depth: 40,
  fileBytes: 32 * 1024 * 1024,
};

/**
 * Folders that tools fill, and that are not the repository's own work. The
 * list is the platform's: ignore files of the repository have no say in it.
 */
const skipped = new Set(['.git', 'node_modules', '.venv', '__pycache__']);

/** Bytes by which a file is told to be binary. */
const HEAD_BYTES = 8_000;

/** The files of a checked-out repository, read with limits. */
export class Repository {
  private readonly known: ReadonlySet<string>;

  private constructor(
    readonly root: string,
    /** Relative paths with `/`, sorted. */
    readonly files: readonly string[],
    private readonly limits: RepositoryLimits,
  ) {
    this.known = new Set(files);
  }

  /**
   * Lists a repository: what its commit holds where it is one of Git, else the
   * whole folder. Symbolic links, which may lead out of it, are not followed.
   *
   * @throws EvidenceFault past a limit: half a repository is no evidence
   */
  static async open(
    root: string,
    limits: Partial<RepositoryLimits> = {},
  ): Promise<Repository> {
    const held = { ...defaults, ...limits };
    const real = await realpath(root).catch(() => {
      throw new EvidenceFault('The repository cannot be read');
    });
    const files = (await trackedFiles(real)) ?? (await walk(real, held));
    if (files.length > held.files) {
      throw new EvidenceFault('The repository has too many files');
    }
    return new Repository(real, files.sort(), held);
  }

  /** Files whose name holds by a pattern. */
  named(pattern: RegExp): string[] {
    return this.files.filter(path => pattern.test(basename(path)));
  }

  has(path: string): boolean {
    return this.known.has(path);
  }

  /**
   * Bytes of a listed file.
   *
   * @throws EvidenceFault when it is too large, or not there any more
   */
  async bytes(path: string): Promise<Buffer> {
    const bytes = await this.read(path, () => true);
    return bytes ?? Buffer.alloc(0);
  }

  /** Text of a listed file. */
  async text(path: string): Promise<string> {
    const text = (await this.bytes(path)).toString('utf8');
    return text.startsWith('\ufeff') ? text.slice(1) : text;
  }

  /** Text of a listed file; null where it is binary, however large. */
  async textOrNull(path: string): Promise<string | null> {
    const bytes = await this.read(path, head => !head.includes(0));
    return bytes?.toString('utf8') ?? null;
  }

  /** The JSON of a listed file. */
  async json(path: string): Promise<unknown> {
    try {
      return JSON.parse(await this.text(path));
    } catch (error) {
      throw error instanceof EvidenceFault
        ? error
        : new EvidenceFault(`${path} is not JSON`);
    }
  }

  private async read(
    path: string,
    isWanted: (head: Buffer) => boolean,
  ): Promise<Buffer | null> {
    const full = join(this.root, path);
    // Between listing and reading, a folder may have become a link.
    const real = await realpath(full).catch(() => null);
    if (real !== full) {
      throw new EvidenceFault(`${path} cannot be read`);
    }
    const handle = await open(full, 'r').catch(() => {
      throw new EvidenceFault(`${path} cannot be read`);
    });
    try {
      const head = Buffer.alloc(HEAD_BYTES);
      const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
      if (!isWanted(head.subarray(0, bytesRead))) {
        return null;
      }
      const { size } = await handle.stat();
      if (size > this.limits.fileBytes) {
        throw new EvidenceFault(`${path} is too large`);
      }
      const bytes = Buffer.alloc(size);
      const read = await handle.read(bytes, 0, size, 0);
      return bytes.subarray(0, read.bytesRead);
    } finally {
      await handle.close();
    }
  }
}

/** Files that the index of Git holds; null where there is no Git. */
async function trackedFiles(root: string): Promise<string[] | null> {
  const info = await lstat(join(root, '.git')).catch(() => null);
  if (info === null) {
    return null;
  }
  // The repository's own configuration could make Git run a program.
  const settings = ['core.fsmonitor=false', `safe.directory=*`];
  const listing = await runTool(
    'git',
    [
      ...settings.flatMap(setting => ['-c', setting]),
      ...['-C', root, 'ls-files', '-z', '--stage'],
    ],
    tmpdir(),
  );
  const files = listing.split('\0').flatMap(entry => {
    const [, path] = /^100(?:644|755) [0-9a-f]+ 0\t([^]+)$/.exec(entry) ?? [];
    return path && !path.split('/').some(name => skipped.has(name))
      ? [path]
      : [];
  });
  return [...new Set(files)];
}

/** Every file of a folder. */
async function walk(root: string, limits: RepositoryLimits): Promise<string[]> {
  const files: string[] = [];
  const waiting = [{ folder: '', depth: 0 }];
  while (waiting.length > 0 && files.length <= limits.files) {
    const { folder, depth } = waiting.pop() as (typeof waiting)[number];
    if (depth > limits.depth) {
      throw new EvidenceFault(`${folder} is too deep`);
    }
    const entries = await readdir(join(root, folder), { withFileTypes: true });
    for (const entry of entries) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !skipped.has(entry.name)) {
        waiting.push({ folder: path, depth: depth + 1 });
      } else if (entry.isFile()) {
        files.push(path);
      }
    }
  }
  return files;
}
