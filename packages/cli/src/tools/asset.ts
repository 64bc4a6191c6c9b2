import { existsSync } from 'node:fs';
import { join } from 'node:path';

/**
 * What lies beside the one file that is published: its own package is not
 * around it there. Undefined in the workspace, where the packages are.
 */
export function assetFolder(name: string): string | undefined {
  // eslint-disable-next-line no-restricted-syntax -- see above
  const folder = join(__dirname, name);
  return existsSync(folder) ? folder : undefined;
}
