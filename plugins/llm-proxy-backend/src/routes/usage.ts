import {
  daySchema,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Authoriser } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Chargeback } from '../usage/Chargeback';
import type { UsageStore } from '../usage/UsageStore';
import { type Callers, normaliseScope } from './callers';

const scope = z.string().max(512).transform(normaliseScope).optional();
const rangeQuery = z.strictObject({ scope, from: daySchema, to: daySchema });
const usageQuery = rangeQuery.extend({
  groupBy: z.enum(['scope', 'model']).optional(),
});

/** Sums of spend. */
export function addUsageRoutes(
  router: Router,
  {
    authoriser,
    callers,
    chargeback,
    usage,
  }: {
    authoriser: Authoriser;
    callers: Callers;
    chargeback: Chargeback;
    usage: UsageStore;
  },
): void {
  router.get('/usage', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const query = usageQuery.parse(req.query);
    const visible = await callers.visible(caller);
    res.json({ items: await usage.usage(query, visible) });
  });

  router.get('/usage/export', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const query = rangeQuery.parse(req.query);
    const visible = await callers.visible(caller);
    res.type('text/csv').attachment(`llm-${query.from}-${query.to}.csv`);
    await pipeline(Readable.from(chargeback.csv(query, visible)), res);
  });

  router.get('/deployments', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const query = rangeQuery.parse(req.query);
    const visible = await callers.visible(caller);
    res.json({ items: await usage.deployments(query, visible) });
  });
}
