import {
  budgetUpdateSchema,
  llmProxyBudgetUpdatePermission,
  llmProxyUsageReadPermission,
  periodSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  createJsonReader,
  decodeCursor,
  pageOf,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import type { Acts } from '../acts';
import type { BudgetService } from '../budgets/BudgetService';
import type { ScopeTree } from '../budgets/ScopeTree';
import { invalidCursor, problem } from '../problems';
import type { Quota } from '../quota/createQuota';
import { type Callers, normaliseScope } from './callers';

const readJson = createJsonReader(16 * 1024);

const treeQuery = z.strictObject({
  period: periodSchema.optional(),
  scope: z.string().max(512).transform(normaliseScope).optional(),
});
const changesQuery = z.strictObject({
  scope: z.string().max(512).transform(normaliseScope).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const changeKey = z.tuple([z.number().int()]);

const iso = (at: number) => new Date(at).toISOString();

/** Limits, and who changed them. */
export function addBudgetRoutes(
  router: Router,
  {
    acts,
    authoriser,
    budgets,
    callers,
    quota,
    tree,
  }: {
    acts: Acts;
    authoriser: Authoriser;
    budgets: BudgetService;
    callers: Callers;
    quota: Quota;
    tree: ScopeTree;
  },
): void {
  router.get('/budgets', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const query = treeQuery.parse(req.query);
    res.json(await budgets.tree(query, await callers.visible(caller)));
  });

  router.put('/budgets', async (req, res) => {
    const caller = await authoriser.require(
      req,
      llmProxyBudgetUpdatePermission,
    );
    const { scope, ...update } = budgetUpdateSchema
      .strict()
      .parse(await readJson(req, res));
    const by = principalOf(caller);
    const name = normaliseScope(scope);
    if (!tree.get(name)) {
      // A limit of what does not exist would hold nobody back.
      throw problem(
        404,
        'llm-proxy.scope_not_found',
        `There is no scope ${name}.`,
      );
    }
    const change = await quota.budgets.set({ ...update, scope: name, by });
    const { from, to, reason, revision } = change;
    acts.record(by, 'budget.set', { scope: name, from, to, reason, revision });
    // It is on record; a store that is away takes it over when it is back.
    await quota.pushLimits().catch(() => undefined);
    const [budget] = await budgets.of([name]);
    res.json(budget);
  });

  router.get('/budgets/changes', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const { scope, cursor, limit } = changesQuery.parse(req.query);
    const visible = await callers.visible(caller);
    // People see changes of what they see, and so do whole pages.
    const seen = await visible(tree.namesBelow(scope));
    const [before] = cursor
      ? decodeCursor(cursor, changeKey, invalidCursor)
      : [];
    const found = await quota.budgets.changes({
      scopes: [...seen],
      before,
      limit: limit + 1,
    });
    const page = pageOf(found, limit, change => [change.revision]);
    res.json({
      ...page,
      items: page.items.map(({ revision: _, at, ...change }) => ({
        ...change,
        at: iso(at),
      })),
    });
  });
}
