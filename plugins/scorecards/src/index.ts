/**
 * Scorecard card, entity tab and pages for Backstage.
 *
 * @packageDocumentation
 */
export { scorecardsPlugin as default } from './plugin';
export { scorecardsApiRef } from './api';
export { scorecardsTranslationRef } from './translation';
