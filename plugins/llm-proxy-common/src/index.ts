/**
 * Wire types, permissions and the one HTTP client of the LLM proxy's
 * administrative API.
 *
 * @packageDocumentation
 */
export * from './budget';
export * from './client';
export * from './model';
export * from './permissions';
export * from './principal';
export * from './problem';
export * from './summary';
export {
  LlmProxyApiError,
  type LlmProxyClientOptions,
  type LlmProxyRequestOptions,
} from './transport';
export * from './usage';
export * from './values';
