import type {
  Budgets,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { BudgetStore } from '../quota/BudgetStore';
import type { Balance, Ledger } from '../quota/types';
import { addDays, daysOfPeriod, periodOf, startOfDay } from '../usage/days';
import { forecast } from '../usage/forecast';
import type { UsageStore } from '../usage/UsageStore';
import type { Visible } from '../usage/visibility';
import type { ScopeTree } from './ScopeTree';
import {
  scopeBudget,
  type ScopeMoney,
  type ScopeNode,
  withoutIdle,
} from './tree';

/** What {@link BudgetService} works with. */
export interface BudgetServiceOptions {
  budgets: Pick<BudgetStore, 'list'>;
  ledger: Pick<Ledger, 'balances'>;
  tree: ScopeTree;
  usage: Pick<UsageStore, 'periodSums' | 'unreconciledCalls'>;
  now?: () => number;
}

/** Limits, and what is counted against them. */
export class BudgetService {
  readonly #options: BudgetServiceOptions;
  readonly #now: () => number;

  constructor(options: BudgetServiceOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** The scopes that spend or are limited, as a tree in order. */
  async tree(
    query: { period?: string; scope?: string },
    visible: NonNullable<Visible>,
  ): Promise<Budgets> {
    const { tree } = this.#options;
    const period = query.period ?? periodOf(this.#now());
    const nodes =
      query.scope === undefined ? tree.nodes() : tree.below(query.scope);
    const seen = await visible(nodes.map(node => node.scope));
    const money = await this.#money(
      nodes.map(node => node.scope),
      period,
    );
    const kept = withoutIdle(nodes, money).filter(node => seen.has(node.scope));
    const shown = new Set(kept.map(node => node.scope));
    return {
      period,
      resetsAt: resetsAt(period),
      items: kept.map(node => {
        const parent =
          node.parent !== null && shown.has(node.parent) ? node.parent : null;
        return this.#budget({ ...node, parent }, money, period);
      }),
    };
  }

  /** Budgets of certain scopes in the current period, in their order. */
  async of(scopes: readonly string[]): Promise<ScopeBudget[]> {
    const { tree } = this.#options;
    const period = periodOf(this.#now());
    const money = await this.#money(scopes, period);
    return scopes.map(scope =>
      this.#budget(
        tree.get(scope) ?? {
          scope,
          kind: tree.kindOf(scope),
          title: scope,
          parent: null,
        },
        money,
        period,
      ),
    );
  }

  #budget(
    node: ScopeNode,
    money: ReadonlyMap<string, ScopeMoney>,
    period: string,
  ): ScopeBudget {
    const own = money.get(node.scope);
    const outlook = forecast({
      period,
      now: this.#now(),
      settled: own?.settled ?? 0,
      limit: own?.limit ?? null,
    });
    return scopeBudget(node, own, outlook);
  }

  async #money(
    scopes: readonly string[],
    period: string,
  ): Promise<Map<string, ScopeMoney>> {
    const { budgets, usage } = this.#options;
    const [set, balances, calls] = await Promise.all([
      budgets.list(),
      this.#balances(scopes, period),
      usage.unreconciledCalls(scopes, period),
    ]);
    const limits = new Map(set.map(budget => [budget.scope, budget]));
    return new Map(
      scopes.map(scope => {
        const balance = balances.get(scope);
        const limit = limits.get(scope);
        return [
          scope,
          {
            settled: balance?.settled ?? 0,
            held: balance?.held ?? 0,
            unreconciled: balance?.unreconciled ?? 0,
            unreconciledCalls: calls.get(scope) ?? 0,
            limit: limit?.limit ?? null,
            setBy: limit?.setBy ?? null,
            setAt: limit?.setAt ?? null,
          },
        ];
      }),
    );
  }

  /** The ledger decides about now; what is over is as the records sum it up. */
  async #balances(
    scopes: readonly string[],
    period: string,
  ): Promise<ReadonlyMap<string, Omit<Balance, 'limit'>>> {
    const { ledger, usage } = this.#options;
    if (period === periodOf(this.#now())) {
      return ledger.balances(scopes, period);
    }
    const sums = await usage.periodSums(period);
    return new Map(
      [...sums].map(([scope, spend]) => [scope, { ...spend, held: 0 }]),
    );
  }
}

/** First instant after a period. */
export function resetsAt(period: string): string {
  const { last } = daysOfPeriod(period);
  return new Date(startOfDay(addDays(last, 1))).toISOString();
}

/** The limit that binds first among budgets; null when none has a limit. */
export function tightest(budgets: readonly ScopeBudget[]): ScopeBudget | null {
  const left = (budget: ScopeBudget) =>
    budget.limit === null
      ? Infinity
      : budget.limit - budget.settled - budget.held - budget.unreconciled;
  return budgets
    .filter(budget => budget.limit !== null)
    .reduce<ScopeBudget | null>(
      (found, budget) =>
        found === null || left(budget) < left(found) ? budget : found,
      null,
    );
}
