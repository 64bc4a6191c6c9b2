/**
 * A simulated company, driven through the public HTTP APIs.
 *
 * @packageDocumentation
 */
export { seed } from './seed/seed';
export type { SeedCounts, SeedOptions, SeedTokens } from './seed/seed';
