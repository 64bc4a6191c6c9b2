import { z } from 'zod';
import { modelSchema } from './model';
import { scopeBudgetSchema } from './budget';

/**
 * What a card, a scorecard or a KPI needs of one entity (a service, a System
 * or a Group), in the current period.
 *
 * @public
 */
export const summarySchema = z.object({
  entityRef: z.string(),
  /** Null when it never called a model and has no limit. */
  budget: scopeBudgetSchema.nullable(),
  /** The limit that binds first, of this entity or above it. */
  tightest: scopeBudgetSchema.nullable(),
  /** Calls in the last 30 days. */
  calls: z.number().int(),
  /** In the last 30 days. */
  denials: z.number().int(),
  /** By stage, in the last 30 days. */
  denialsByStage: z.record(z.string(), z.number().int()),
  /** By spend, at most 5. */
  models: z.array(
    z.object({
      alias: modelSchema.shape.alias,
      calls: z.number().int(),
      amount: z.number().int(),
    }),
  ),
  /** Settled by day in the last 30 days, oldest first. */
  daily: z.array(z.number().int()),
  /**
   * Share of the calls of the last 30 days that every mandatory rule of the
   * policy allowed, 0 to 1; null without calls.
   */
  compliance: z.number().nullable(),
});

/** @public */
export type LlmSummary = z.infer<typeof summarySchema>;

/** @public */
export const summariesRequestSchema = z.object({
  entityRefs: z.array(z.string().min(1).max(512)).max(500),
});

/** @public */
export const summariesSchema = z.object({
  /** In the order asked for; null where the caller may not see the entity. */
  items: z.array(summarySchema.nullable()),
});

/** @public */
export type LlmSummaries = z.infer<typeof summariesSchema>;
