import { z } from 'zod';

/**
 * What the words of the API mean. Instants are ISO 8601 in UTC; money is an
 * integer number of nano-dollars (1e-9 US dollars); prices are integer
 * pico-dollars for one token, which is the same number as micro-dollars for a
 * million tokens.
 */

/** @public */
export const nanoUsdSchema = z.number().int();

/** @public */
export const instantSchema = z.iso.datetime();

/** A day in UTC, `2026-11-23`. @public */
export const daySchema = z.iso.date();

/** A budget period: a calendar month in UTC, `2026-11`. @public */
export const periodSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);

/**
 * How far data may go, from the least to the most protected. A model takes
 * data up to its class.
 *
 * @public
 */
export const dataClassSchema = z.enum(['public', 'internal', 'confidential']);

/** @public */
export type DataClass = z.infer<typeof dataClassSchema>;

/** What a credential is good for. @public */
export const llmScopeSchema = z.enum(['llm:chat', 'llm:embed']);

/** @public */
export type LlmScope = z.infer<typeof llmScopeSchema>;

/** Which kind of thing a budget or a usage row belongs to. @public */
export const scopeKindSchema = z.enum([
  'organization',
  'group',
  'system',
  'service',
  'user',
  'provider',
  'unattributed',
]);

/** @public */
export type ScopeKind = z.infer<typeof scopeKindSchema>;

/**
 * What a call asks for; `chat` is `POST chat/completions`, `messages` is
 * Anthropic's.
 *
 * @public
 */
export const operationSchema = z.enum([
  'chat',
  'completions',
  'responses',
  'embeddings',
  'messages',
  'count_tokens',
]);

/** @public */
export type LlmOperation = z.infer<typeof operationSchema>;
