import type { ScopeBudget } from '@waymark/backstage-plugin-llm-proxy-common';
import type { MarkState } from '@waymark/backstage-plugin-waymark-react';

/** From this share on a budget is near its limit. */
const NEAR = 0.8;

/** What counts against the limit, in nano-dollars. */
export function usedOf(budget: ScopeBudget): number {
  return budget.settled + budget.held + budget.unreconciled;
}

/** What is left, in nano-dollars; undefined without a limit. */
export function leftOf(budget: ScopeBudget): number | undefined {
  return budget.limit === null
    ? undefined
    : Math.max(0, budget.limit - usedOf(budget));
}

/**
 * Share of the limit that is used; undefined without one, and 1 or more when
 * a limit was cut below what was used.
 */
export function shareOf(budget: ScopeBudget): number | undefined {
  if (budget.limit === null) {
    return undefined;
  }
  return budget.limit > 0 ? usedOf(budget) / budget.limit : 1;
}

/** Where the forecast lies on the limit; undefined when either is unknown. */
export function forecastShareOf(budget: ScopeBudget): number | undefined {
  return budget.limit && budget.forecast !== null
    ? budget.forecast / budget.limit
    : undefined;
}

/** How a budget stands. */
export type BudgetState = 'reached' | 'near' | 'within' | 'unlimited';

export const budgetMarks: Record<BudgetState, MarkState> = {
  reached: 'fail',
  near: 'warn',
  within: 'pass',
  unlimited: 'none',
};

export function stateOf(budget: ScopeBudget): BudgetState {
  const share = shareOf(budget);
  if (share === undefined) {
    return 'unlimited';
  }
  if (share >= 1) {
    return 'reached';
  }
  return budget.reachesLimitOn !== null || share >= NEAR ? 'near' : 'within';
}

/** The one with least left; undefined when none has a limit. */
export function tightestOf(budgets: ScopeBudget[]): ScopeBudget | undefined {
  return budgets
    .filter(budget => budget.limit !== null)
    .reduce<ScopeBudget | undefined>(
      (least, budget) =>
        !least || leftOf(budget)! < leftOf(least)! ? budget : least,
      undefined,
    );
}

/** The scope that all others count in; the first where there is none. */
export function topOf(budgets: ScopeBudget[]): ScopeBudget | undefined {
  return budgets.find(budget => budget.kind === 'organization') ?? budgets[0];
}
