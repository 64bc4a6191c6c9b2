import { z } from 'zod';
import {
  daySchema,
  instantSchema,
  nanoUsdSchema,
  operationSchema,
  scopeKindSchema,
} from './values';

/**
 * One attempt to call a model: the raw event behind every number of spend.
 *
 * @public
 */
export const attemptSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  /** 1 for the first; a retry or a fallback counts on. */
  attempt: z.number().int(),
  at: instantSchema,
  user: z.string().nullable(),
  service: z.string().nullable(),
  system: z.string().nullable(),
  team: z.string().nullable(),
  deployment: z.string().nullable(),
  commit: z.string().nullable(),
  operation: operationSchema,
  alias: z.string(),
  provider: z.string(),
  model: z.string(),
  priceVersion: z.string(),
  policyDigest: z.string(),
  inputTokens: z.number().int().nullable(),
  cachedInputTokens: z.number().int().nullable(),
  outputTokens: z.number().int().nullable(),
  /** True when the tokens are counted by us, as the provider reported none. */
  estimated: z.boolean(),
  /** `open` while it runs. */
  outcome: z.enum(['open', 'settled', 'released', 'unreconciled']),
  amount: nanoUsdSchema,
  status: z.number().int().nullable(),
  end: z.string().nullable(),
  firstByteMs: z.number().int().nullable(),
  durationMs: z.number().int().nullable(),
  cache: z.enum(['none', 'hit', 'stale']),
  /** True for what came in by the import permission. */
  imported: z.boolean(),
});

/** @public */
export type LlmAttempt = z.infer<typeof attemptSchema>;

/** @public */
export const attemptPageSchema = z.object({
  items: z.array(attemptSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type LlmAttemptPage = z.infer<typeof attemptPageSchema>;

/** @public */
export interface LlmAttemptQuery {
  scope?: string;
  deployment?: string;
  outcome?: 'open' | 'settled' | 'released' | 'unreconciled';
  /** Inclusive day in UTC. */
  from?: string;
  /** Inclusive day in UTC. */
  to?: string;
  cursor?: string;
  limit?: number;
}

/**
 * Spend of a scope on a day.
 *
 * @public
 */
export const usageRowSchema = z.object({
  day: daySchema,
  scope: z.string(),
  kind: scopeKindSchema,
  /** Set when grouped by model. */
  alias: z.string().nullable(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  settled: nanoUsdSchema,
  unreconciled: nanoUsdSchema,
});

/** @public */
export type LlmUsageRow = z.infer<typeof usageRowSchema>;

/** @public */
export const usageSchema = z.object({ items: z.array(usageRowSchema) });

/** @public */
export type LlmUsage = z.infer<typeof usageSchema>;

/** @public */
export interface LlmUsageQuery {
  /** Left out: all scopes that the caller may see. */
  scope?: string;
  from: string;
  to: string;
  groupBy?: 'scope' | 'model';
}

/**
 * A call that was refused before it reached a model. Never a prompt.
 *
 * @public
 */
export const denialSchema = z.object({
  id: z.string(),
  requestId: z.string(),
  at: instantSchema,
  user: z.string().nullable(),
  service: z.string().nullable(),
  team: z.string().nullable(),
  alias: z.string().nullable(),
  /** The step that refused. */
  stage: z.enum([
    'request',
    'credential',
    'stop',
    'model',
    'policy',
    'rate',
    'budget',
    'store',
    'upstream',
  ]),
  status: z.number().int(),
  /** Stable, as in the answer. */
  code: z.string(),
  /** The rule of the policy, such as LLM002. */
  rule: z.string().nullable(),
  reason: z.string(),
  /** Who can change it. */
  owner: z.string().nullable(),
  imported: z.boolean(),
});

/** @public */
export type LlmDenial = z.infer<typeof denialSchema>;

/** @public */
export const denialPageSchema = z.object({
  items: z.array(denialSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type LlmDenialPage = z.infer<typeof denialPageSchema>;

/** @public */
export interface LlmDenialQuery {
  scope?: string;
  mine?: boolean;
  stage?: LlmDenial['stage'];
  rule?: string;
  cursor?: string;
  limit?: number;
}

/**
 * Past usage, by the import permission: the events' own times, marked
 * imported for ever, counted in the periods that they belong to.
 *
 * @public
 */
export const historySchema = z.object({
  attempts: z
    .array(
      z.object({
        /** Of the tool it comes from; a repeat changes nothing. */
        id: z.string().min(1).max(128),
        at: instantSchema,
        user: z.string().max(512).nullable(),
        service: z.string().max(512).nullable(),
        deployment: z.string().max(200).nullable(),
        commit: z.string().max(64).nullable(),
        operation: operationSchema,
        alias: z.string().max(200),
        inputTokens: z.number().int().min(0),
        cachedInputTokens: z.number().int().min(0),
        outputTokens: z.number().int().min(0),
        durationMs: z.number().int().min(0),
      }),
    )
    .max(1000),
  denials: z
    .array(
      z.object({
        id: z.string().min(1).max(128),
        at: instantSchema,
        user: z.string().max(512).nullable(),
        service: z.string().max(512).nullable(),
        alias: z.string().max(200).nullable(),
        stage: denialSchema.shape.stage,
        status: z.number().int(),
        code: z.string().max(100),
        rule: z.string().max(32).nullable(),
        reason: z.string().max(500),
        owner: z.string().max(512).nullable(),
      }),
    )
    .max(1000),
});

/** @public */
export type LlmHistory = z.infer<typeof historySchema>;

/** @public */
export const historyReceiptSchema = z.object({
  accepted: z.number().int(),
  repeated: z.number().int(),
});

/** @public */
export type LlmHistoryReceipt = z.infer<typeof historyReceiptSchema>;

/**
 * What one deployment of a service has cost, as far as its calls named it.
 *
 * @public
 */
export const deploymentCostSchema = z.object({
  deployment: z.string(),
  service: z.string().nullable(),
  team: z.string().nullable(),
  calls: z.number().int(),
  inputTokens: z.number().int(),
  outputTokens: z.number().int(),
  settled: nanoUsdSchema,
  unreconciled: nanoUsdSchema,
});

/** @public */
export type LlmDeploymentCost = z.infer<typeof deploymentCostSchema>;

/** @public */
export const deploymentCostsSchema = z.object({
  /** The dearest first. */
  items: z.array(deploymentCostSchema),
});

/** @public */
export type LlmDeploymentCosts = z.infer<typeof deploymentCostsSchema>;
