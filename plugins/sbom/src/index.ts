/**
 * SBOM card, entity tab, pages and home cards for Backstage.
 *
 * @packageDocumentation
 */
export { sbomPlugin as default } from './plugin';
export { sbomApiRef, sbomSummariesApiRef } from './api';
export { SummaryLoader } from './lib/SummaryLoader';
export { sbomTranslationRef } from './translation';
