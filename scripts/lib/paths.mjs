import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** What the scripts fetch and remember; git-ignored, safe to delete. */
export const cache = join(root, '.cache');
