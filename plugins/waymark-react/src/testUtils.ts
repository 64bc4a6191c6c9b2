/**
 * What the tests of the Waymark frontends share.
 *
 * @packageDocumentation
 */
export * from './translations/translationProblems';
