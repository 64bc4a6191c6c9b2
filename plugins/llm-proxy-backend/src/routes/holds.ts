import {
  llmProxyHoldUpdatePermission,
  type Reconciled,
  type Reconciliation,
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
import { invalidCursor } from '../problems';
import type { Quota } from '../quota/createQuota';
import { normaliseScope } from './callers';

/** 500 holds, each with a reason. */
const readJson = createJsonReader(600 * 1024);

const holdsQuery = z.strictObject({
  scope: z.string().max(512).transform(normaliseScope).optional(),
  state: z.enum(['open', 'unreconciled']).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(100),
});
const holdKey = z.tuple([z.number().int(), z.string()]);

const iso = (at: number) => new Date(at).toISOString();

/** What is held, and how it ends. */
export function addHoldRoutes(
  router: Router,
  {
    authoriser,
    quota,
    settle,
  }: {
    authoriser: Authoriser;
    quota: Quota;
    /** Ends unreconciled holds, in the ledger and in the records. */
    settle: (items: Reconciliation['items'], by: string) => Promise<Reconciled>;
  },
): void {
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
