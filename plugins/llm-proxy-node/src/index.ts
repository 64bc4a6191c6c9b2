/**
 * A metered model client for other backend plugins.
 *
 * @packageDocumentation
 */
export * from './service';
