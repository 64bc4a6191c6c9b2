import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CliError } from '../errors';

/**
 * The highest sequence of exceptions that was seen of each entity, in a file: an
 * older snapshot may hold an exception that was revoked since.
 */
export class SequenceStore {
  constructor(private readonly file: string) {}

  /** @throws CliError `snapshot.replayed` */
  async take(entityRef: string, sequence: number): Promise<void> {
    const seen = await this.read();
    const last = seen[entityRef] ?? -1;
    if (sequence < last) {
      throw new CliError(
        'snapshot.replayed',
        `The snapshot of exceptions is number ${sequence}; number ${last} was seen before.`,
        'Fetch the current one from the portal.',
      );
    }
    if (sequence > last) {
      await mkdir(dirname(this.file), { recursive: true });
      const staged = `${this.file}.${process.pid}`;
      await writeFile(
        staged,
        JSON.stringify({ ...seen, [entityRef]: sequence }),
      );
      await rename(staged, this.file);
    }
  }

  private async read(): Promise<Record<string, number>> {
    try {
      return JSON.parse(await readFile(this.file, 'utf8'));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
        return {};
      }
      throw error;
    }
  }
}
