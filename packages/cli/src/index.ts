/**
 * The command line of the platform, as a function.
 *
 * @packageDocumentation
 */
export { run } from './run';
