import { z } from 'zod';

/**
 * Every code that the administrative API answers with; stable, for machines.
 *
 * @public
 */
export const llmProxyProblemCodes = [
  'auth.forbidden',
  'auth.unauthenticated',
  'llm-proxy.entity_not_found',
  'llm-proxy.internal',
  'llm-proxy.query',
  'llm-proxy.route_not_found',
  'llm-proxy.scope_not_found',
  'llm-proxy.stop_not_found',
  'llm-proxy.store_unavailable',
] as const;

/** @public */
export type LlmProxyProblemCode = (typeof llmProxyProblemCodes)[number];

/**
 * An error as RFC 9457 problem details, `application/problem+json`.
 *
 * @public
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().optional(),
});

/** @public */
export type Problem = z.infer<typeof problemSchema>;
