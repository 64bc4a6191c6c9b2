import type { LlmSummary } from '@waymark/backstage-plugin-llm-proxy-common';
import { type BudgetService, tightest } from '../budgets/BudgetService';
import type { CatalogPrincipals } from '../principals/CatalogPrincipals';
import type { ScopeTree } from '../budgets/ScopeTree';
import type { SummaryStore } from '../usage/SummaryStore';

/** What cards, scorecards and KPIs need of entities. */
export class SummaryService {
  readonly #options: {
    budgets: Pick<BudgetService, 'of'>;
    principals: Pick<CatalogPrincipals, 'resolve'>;
    store: Pick<SummaryStore, 'summaries'>;
    tree: ScopeTree;
    now?: () => number;
  };

  constructor(options: {
    budgets: Pick<BudgetService, 'of'>;
    principals: Pick<CatalogPrincipals, 'resolve'>;
    store: Pick<SummaryStore, 'summaries'>;
    tree: ScopeTree;
    now?: () => number;
  }) {
    this.#options = options;
  }

  /** In the order of the scopes, which are distinct and at most 500. */
  async summaries(scopes: readonly string[]): Promise<LlmSummary[]> {
    const { budgets, store, now = Date.now } = this.#options;
    const binding = new Map(scopes.map(scope => [scope, this.#binding(scope)]));
    const all = [...new Set([...binding.values()].flat())];
    const [counted, found] = await Promise.all([
      store.summaries(scopes, now()),
      budgets.of(all),
    ]);
    const byScope = new Map(found.map(budget => [budget.scope, budget]));
    return counted.map(summary => {
      const own = byScope.get(summary.entityRef) ?? null;
      const spent = own && own.settled + own.held + own.unreconciled > 0;
      return {
        ...summary,
        budget: own && (spent || own.limit !== null) ? own : null,
        tightest: tightest(
          (binding.get(summary.entityRef) ?? []).flatMap(
            scope => byScope.get(scope) ?? [],
          ),
        ),
      };
    });
  }

  /** The scope itself and all others that a call of it must fit in. */
  #binding(scope: string): string[] {
    const { principals, tree } = this.#options;
    const service = scope.startsWith('component:') ? scope : null;
    const principal = service && principals.resolve(null, service);
    return principal
      ? [
          scope,
          ...(principal.system ? [principal.system] : []),
          ...principal.groups,
        ]
      : [
          scope,
          ...tree
            .above(scope)
            .slice(1)
            .map(node => node.scope),
        ];
  }
}
