import { type PolicyBundle, readBundle } from '@waymark/policy-engine';
import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What was in force: a bundle, with the parameters laid over it. */
export interface KeptPolicy {
  readonly bundle: PolicyBundle;
  readonly parameters: object;
}

/**
 * Keeps what was in force, by digest: a verdict of long ago can be made again
 * only with the rules of its day. Nothing is ever deleted; a bundle is under
 * a megabyte, and new ones come with changed rules only.
 */
export class BundleHistory {
  constructor(private readonly directory: string) {}

  async keep(digest: string, { bundle, parameters }: KeptPolicy) {
    const folder = this.folderOf(digest);
    const staging = join(this.directory, `.${randomUUID()}`);
    await mkdir(staging, { recursive: true });
    const files = {
      ...bundle.files,
      'parameters.json': JSON.stringify(parameters),
    };
    try {
      await Promise.all(
        Object.entries(files).map(([name, bytes]) =>
          writeFile(join(staging, name), bytes),
        ),
      );
      await rename(staging, folder);
    } catch (error) {
      // Somebody has kept the same before, a replica perhaps.
      if (!(await this.find(digest))) {
        throw error;
      }
    } finally {
      await rm(staging, { recursive: true, force: true });
    }
  }

  async find(digest: string): Promise<KeptPolicy | undefined> {
    if (!/^sha256:[0-9a-f]{64}$/.test(digest)) {
      return undefined;
    }
    const folder = this.folderOf(digest);
    try {
      const text = await readFile(join(folder, 'parameters.json'), 'utf8');
      return { bundle: await readBundle(folder), parameters: JSON.parse(text) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return undefined;
      }
      throw error;
    }
  }

  private folderOf(digest: string): string {
    return join(this.directory, digest.slice('sha256:'.length));
  }
}
