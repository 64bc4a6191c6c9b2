/**
 * Wire types, permissions and the one HTTP client of scorecards and exceptions.
 *
 * @packageDocumentation
 */
export * from './client';
export * from './evidence';
export * from './exception';
export * from './permissions';
export * from './policy';
export * from './problem';
export * from './result';
export * from './scorecard';
export {
  ScorecardsApiError,
  type ScorecardsClientOptions,
  type ScorecardsRequestOptions,
} from './transport';
