import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

/**
 * Where a program lies on the PATH. What lies in `outside`, the repository
 * that is judged, is not taken: it could bring a judge of its own.
 */
export function findProgram(
  name: string,
  env: NodeJS.ProcessEnv,
  outside?: string,
): string | undefined {
  const forbidden = outside && `${resolve(outside)}/`;
  return (env.PATH ?? '')
    .split(delimiter)
    .filter(isAbsolute)
    .map(folder => join(folder, name))
    .filter(file => !forbidden || !file.startsWith(forbidden))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
