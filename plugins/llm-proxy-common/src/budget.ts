import { z } from 'zod';
import {
  daySchema,
  instantSchema,
  nanoUsdSchema,
  periodSchema,
  scopeKindSchema,
} from './values';

/**
 * One scope in one period. `settled + unreconciled + held` never passes
 * `limit` by a new call.
 *
 * @public
 */
export const scopeBudgetSchema = z.object({
  /** A normalised entity ref, `provider:<id>` or `unattributed`. */
  scope: z.string(),
  kind: scopeKindSchema,
  title: z.string(),
  /** The scope above; null at the top. */
  parent: z.string().nullable(),
  /** Null when only the scopes above limit it. */
  limit: nanoUsdSchema.nullable(),
  settled: nanoUsdSchema,
  held: nanoUsdSchema,
  unreconciled: nanoUsdSchema,
  /** Calls that ended without a usage report and wait for the provider's numbers. */
  unreconciledCalls: z.number().int(),
  /** Settled by the end of the period at the pace so far; null in the first day. */
  forecast: nanoUsdSchema.nullable(),
  /** When the limit is reached at that pace; null when not within the period. */
  reachesLimitOn: daySchema.nullable(),
  setBy: z.string().nullable(),
  setAt: instantSchema.nullable(),
});

/** @public */
export type ScopeBudget = z.infer<typeof scopeBudgetSchema>;

/** @public */
export const budgetsSchema = z.object({
  period: periodSchema,
  resetsAt: instantSchema,
  /** Parents before children. */
  items: z.array(scopeBudgetSchema),
});

/** @public */
export type Budgets = z.infer<typeof budgetsSchema>;

/** @public */
export interface BudgetsQuery {
  /** `2026-11`; the current one when left out. */
  period?: string;
  /** Only this scope and what is below it. */
  scope?: string;
}

/** @public */
export const budgetUpdateSchema = z.object({
  scope: z.string().min(1).max(512),
  /** Null takes the limit away. */
  limit: nanoUsdSchema.min(0).max(9_000_000_000_000_000).nullable(),
  reason: z.string().min(3).max(500),
});

/** @public */
export type BudgetUpdate = z.infer<typeof budgetUpdateSchema>;

/** @public */
export const budgetChangeSchema = z.object({
  at: instantSchema,
  scope: z.string(),
  from: nanoUsdSchema.nullable(),
  to: nanoUsdSchema.nullable(),
  by: z.string(),
  reason: z.string(),
});

/** @public */
export type BudgetChange = z.infer<typeof budgetChangeSchema>;

/** @public */
export const budgetChangesSchema = z.object({
  items: z.array(budgetChangeSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type BudgetChanges = z.infer<typeof budgetChangesSchema>;

/**
 * A reservation that is still counted: open while its call runs, unreconciled
 * when the call ended without a usage report.
 *
 * @public
 */
export const holdSchema = z.object({
  id: z.string(),
  attemptId: z.string(),
  state: z.enum(['open', 'unreconciled']),
  scopes: z.array(z.string()),
  period: periodSchema,
  amount: nanoUsdSchema,
  createdAt: instantSchema,
  expiresAt: instantSchema,
});

/** @public */
export type LlmHold = z.infer<typeof holdSchema>;

/** @public */
export const holdsSchema = z.object({
  items: z.array(holdSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type LlmHolds = z.infer<typeof holdsSchema>;

/**
 * How an unreconciled hold ends: by what the provider says it cost, or by a
 * write-off (amount 0). Both are audited with the reason.
 *
 * @public
 */
export const reconciliationSchema = z.object({
  items: z
    .array(
      z.object({
        holdId: z.string().min(1).max(64),
        amount: nanoUsdSchema.min(0),
        kind: z.enum(['provider', 'write-off']),
        reason: z.string().min(3).max(500),
      }),
    )
    .min(1)
    .max(500),
});

/** @public */
export type Reconciliation = z.infer<typeof reconciliationSchema>;

/** @public */
export const reconciledSchema = z.object({
  items: z.array(
    z.object({
      holdId: z.string(),
      outcome: z.enum(['reconciled', 'unknown', 'open']),
    }),
  ),
});

/** @public */
export type Reconciled = z.infer<typeof reconciledSchema>;
