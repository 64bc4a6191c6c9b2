/**
 * What the Waymark backends share: a document store, what a caller may see in
 * the catalog, problem details and paging.
 *
 * @packageDocumentation
 */
export * from './catalog/CatalogVisibility';
export * from './catalog/ServiceSnapshot';
export { isConflict, isUniqueViolation } from './database/errors';
export * from './database/openDatabase';
export * from './documents/FileDocumentStore';
export * from './documents/conformance';
export * from './documents/types';
export * from './http/Authoriser';
export * from './http/cursor';
export * from './http/problemMiddleware';
export * from './http/problems';
export * from './http/readJson';
