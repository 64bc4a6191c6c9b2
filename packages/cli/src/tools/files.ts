import { readFile } from 'node:fs/promises';
import { CliError } from '../errors';

/** @throws CliError `file.unreadable` */
export async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CliError(
      'file.unreadable',
      `${file} cannot be read.`,
      undefined,
      {
        cause,
      },
    );
  }
}

/** @throws CliError `file.unreadable` */
export async function readJson(file: string): Promise<unknown> {
  const text = await readText(file);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CliError('file.unreadable', `${file} is no JSON.`, undefined, {
      cause,
    });
  }
}
