/**
 * Use, budgets, models and denials of the LLM proxy for Backstage.
 *
 * @packageDocumentation
 */
export { llmProxyPlugin as default } from './plugin';
export { llmProxyApiRef } from './api';
export { llmProxyTranslationRef } from './translation';
