import { z } from 'zod';
import { scopeBudgetSchema } from './budget';
import { denialSchema } from './usage';
import {
  dataClassSchema,
  instantSchema,
  llmScopeSchema,
  nanoUsdSchema,
  periodSchema,
} from './values';

/**
 * A rate that a scope has, and what is left of it now.
 *
 * @public
 */
export const rateSchema = z.object({
  scope: z.string(),
  kind: z.enum(['requests', 'tokens', 'concurrency']),
  limit: z.number().int(),
  left: z.number().int(),
});

/** @public */
export type LlmRate = z.infer<typeof rateSchema>;

/**
 * What the one who asks, alone or for a service, may use now.
 *
 * @public
 */
export const useSchema = z.object({
  /** For clients: `…/api/llm-proxy/v1`. */
  baseUrl: z.string(),
  subject: z.string(),
  team: z.string().nullable(),
  service: z.string().nullable(),
  system: z.string().nullable(),
  dataClass: dataClassSchema,
  period: periodSchema,
  resetsAt: instantSchema,
  /** The narrowest first; a call must fit in all. */
  budgets: z.array(scopeBudgetSchema),
  rates: z.array(rateSchema),
  /** Newest first, at most 5, and how many in 30 days. */
  denials: z.array(denialSchema),
  denialCount: z.number().int(),
  /** What a call with 4,000 tokens in and 1,000 out holds, by the first model allowed. */
  example: z.object({ alias: z.string(), amount: nanoUsdSchema }).nullable(),
});

/** @public */
export type LlmUse = z.infer<typeof useSchema>;

/**
 * RFC 8693, section 2.2.1.
 *
 * @public
 */
export const tokenResponseSchema = z.object({
  access_token: z.string(),
  issued_token_type: z.literal('urn:ietf:params:oauth:token-type:jwt'),
  token_type: z.literal('Bearer'),
  expires_in: z.number().int(),
  scope: z.string(),
});

/** @public */
export type LlmTokenResponse = z.infer<typeof tokenResponseSchema>;

/** @public */
export interface LlmTokenRequest {
  subjectToken: string;
  /** Of the subject token; a Backstage token when left out. */
  subjectTokenType?: string;
  scopes?: Array<z.infer<typeof llmScopeSchema>>;
  /** The service that the call is for, if any. */
  service?: string;
}

/** What stops an entity from calling. @public */
export const stopSchema = z.object({
  entityRef: z.string(),
  at: instantSchema,
  by: z.string(),
  reason: z.string(),
});

/** @public */
export type LlmStop = z.infer<typeof stopSchema>;

/** @public */
export const stopsSchema = z.object({ items: z.array(stopSchema) });

/** @public */
export type LlmStops = z.infer<typeof stopsSchema>;

/** @public */
export const stopRequestSchema = z.object({
  entityRef: z.string().min(1).max(512),
  reason: z.string().min(3).max(500),
});

/** @public */
export const revocationSchema = z.object({
  /** The `jti` of the credential. */
  jti: z.string().min(1).max(128),
  reason: z.string().min(3).max(500),
});

/**
 * What the catalog says anew of a service or a System, and nobody on the
 * receiving side has accepted yet. Until then the earlier value binds.
 *
 * @public
 */
export const ownershipMoveSchema = z.object({
  entityRef: z.string(),
  what: z.enum(['owner', 'system', 'dataClass']),
  from: z.string().nullable(),
  to: z.string().nullable(),
  seenAt: instantSchema,
});

/** @public */
export type OwnershipMove = z.infer<typeof ownershipMoveSchema>;

/** @public */
export const ownershipMovesSchema = z.object({
  items: z.array(ownershipMoveSchema),
});

/** @public */
export type OwnershipMoves = z.infer<typeof ownershipMovesSchema>;

/** @public */
export const ownershipAcceptanceSchema = z.object({
  entityRef: z.string().min(1).max(512),
  what: ownershipMoveSchema.shape.what,
  /** As the move named it, so that nothing newer is accepted unseen. */
  to: z.string().max(512).nullable(),
});

/** @public */
export type OwnershipAcceptance = z.infer<typeof ownershipAcceptanceSchema>;

/**
 * Whom a development key speaks for: a user, a service, or a user who calls
 * for a service.
 *
 * @public
 */
export const developmentKeyRequestSchema = z
  .object({
    user: z.string().min(1).max(512).optional(),
    service: z.string().min(1).max(512).optional(),
  })
  .refine(({ user, service }) => user ?? service, {
    message: 'name a user, a service, or both',
  });

/** @public */
export type DevelopmentKeyRequest = z.infer<typeof developmentKeyRequestSchema>;

/** The key is shown once. @public */
export const developmentKeySchema = z.object({ key: z.string() });

/** @public */
export type DevelopmentKey = z.infer<typeof developmentKeySchema>;
