/**
 * The policy of a backend: the rules in force, where they come from, and the
 * engine that decides by them.
 *
 * @packageDocumentation
 */
export { digestOf } from '@waymark/policy-engine';
export * from './service';
