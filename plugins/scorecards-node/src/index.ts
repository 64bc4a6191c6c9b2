/**
 * What other backends may add to the facts that services are judged by.
 *
 * @packageDocumentation
 */
export * from './facts';
