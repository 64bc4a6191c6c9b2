import path from 'node:path';

/** Root of the project; this package is private and runs from its sources. */
// eslint-disable-next-line no-restricted-syntax
export const projectRoot = path.resolve(__dirname, '../../..');

/** The demo company: catalog, lock files, documents and schedule. */
export const examplesFolder = path.join(projectRoot, 'examples');
