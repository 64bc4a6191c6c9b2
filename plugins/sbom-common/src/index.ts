/**
 * Wire types, permissions and the one HTTP client of the SBOM API.
 *
 * @packageDocumentation
 */
export * from './bom';
export * from './client';
export * from './component';
export * from './coverage';
export * from './permissions';
export * from './problem';
export * from './summary';
