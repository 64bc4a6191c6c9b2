import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './paths.mjs';

const isTest = name => /\.test\.\w+$/.test(name);

/** The test files under a folder. */
export function listTests(folder) {
  return listFiles(folder, isTest);
}

function listFiles(path, wanted) {
  if (!existsSync(path)) {
    return [];
  }
  if (!statSync(path).isDirectory()) {
    return wanted(path) ? [path] : [];
  }
  return readdirSync(path, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .filter(entry => entry.name !== 'node_modules')
    .flatMap(entry => listFiles(join(path, entry.name), wanted));
}

/**
 * SHA-256 over the names and contents of the files at and under `paths`, tests
 * excepted, and `salt`.
 */
export function hashFiles(paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of paths.flatMap(path =>
    listFiles(path, name => !isTest(name)),
  )) {
    hash.update(`\0${relative(root, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
