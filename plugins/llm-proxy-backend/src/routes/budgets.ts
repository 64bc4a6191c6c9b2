import {
  budgetUpdateSchema,
  llmProxyBudgetUpdatePermission,
  llmProxyHoldUpdatePermission,
  llmProxyUsageReadPermission,
  periodSchema,
  reconciliationSchema,
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
import { invalidCursor } from '../problems';
import type { Quota } from '../quota/createQuota';
import { type Callers, normaliseScope } from './callers';

const readJson = createJsonReader(600 * 1024);

const treeQuery = z.strictObject({
  period: periodSchema.optional(),
  scope: z.string().max(512).transform(normaliseScope).optional(),
});
const pageQuery = {
  scope: z.string().max(512).transform(normaliseScope).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
};
const changesQuery = z.strictObject(pageQuery);
const holdsQuery = z.strictObject({
  ...pageQuery,
  state: z.enum(['open', 'unreconciled']).optional(),
});
const changeKey = z.tuple([z.number().int()]);
const holdKey = z.tuple([z.number().int(), z.string()]);

const iso = (at: number) => new Date(at).toISOString();

/** Limits, who changed them, and what is held. */
export function addBudgetRoutes(
  router: Router,
  {
    acts,
    authoriser,
    budgets,
    callers,
    quota,
    settle,
  }: {
    acts: Acts;
    authoriser: Authoriser;
    budgets: BudgetService;
    callers: Callers;
    quota: Quota;
    /** Ends unreconciled holds, in the ledger and in the records. */
    settle: (
      items: z.infer<typeof reconciliationSchema>['items'],
      by: string,
    ) => Promise<unknown>;
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
    if (scope !== undefined) {
      await callers.requireVisible(caller, scope);
    }
    const [before] = cursor
      ? decodeCursor(cursor, changeKey, invalidCursor)
      : [];
    const found = await quota.budgets.changes({
      scope,
      before,
      limit: limit + 1,
    });
    const page = pageOf(found, limit, change => [change.revision]);
    const visible = await callers.visible(caller);
    const seen = await visible(page.items.map(change => change.scope));
    res.json({
      ...page,
      items: page.items
        .filter(change => seen.has(change.scope))
        .map(({ revision: _, at, ...change }) => ({ ...change, at: iso(at) })),
    });
  });

  router.get('/holds', async (req, res) => {
    await authoriser.require(req, llmProxyHoldUpdatePermission);
    const { scope, state, cursor, limit } = holdsQuery.parse(req.query);
    const key = cursor && decodeCursor(cursor, holdKey, invalidCursor);
    const after = key ? { createdAt: key[0], id: key[1] } : undefined;
    const found = await quota.ledger.holds({
      scope,
      state,
      after,
      limit: limit + 1,
    });
    const page = pageOf(found, limit, hold => [hold.createdAt, hold.id]);
    res.json({
      ...page,
      items: page.items.map(({ createdAt, expiresAt, ...hold }) => ({
        ...hold,
        createdAt: iso(createdAt),
        expiresAt: iso(expiresAt),
      })),
    });
  });

  router.post('/holds/reconcile', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyHoldUpdatePermission);
    const { items } = reconciliationSchema
      .strict()
      .parse(await readJson(req, res));
    res.json(await settle(items, principalOf(caller)));
  });
}
