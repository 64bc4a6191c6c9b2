import {
  daySchema,
  denialSchema,
  historySchema,
  llmProxyUsageImportPermission,
  llmProxyUsageReadPermission,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  createJsonReader,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Chargeback } from '../usage/Chargeback';
import type { EventStore } from '../usage/EventStore';
import type { UsageStore } from '../usage/UsageStore';
import type { HistoryService } from '../usage/HistoryService';
import { type Callers, normaliseScope } from './callers';

/** A thousand attempts and a thousand denials, of the longest. */
const readHistory = createJsonReader(8 * 1024 * 1024);

const scope = z.string().max(512).transform(normaliseScope).optional();
const page = {
  scope,
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
};
const rangeQuery = z.strictObject({ scope, from: daySchema, to: daySchema });
const usageQuery = rangeQuery.extend({
  groupBy: z.enum(['scope', 'model']).optional(),
});
const attemptsQuery = z.strictObject({
  ...page,
  deployment: z.string().max(200).optional(),
  outcome: z.enum(['open', 'settled', 'released', 'unreconciled']).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
});
const denialsQuery = z.strictObject({
  ...page,
  mine: z.stringbool().optional(),
  stage: denialSchema.shape.stage.optional(),
  rule: z.string().max(32).optional(),
});

/** Sums, and the raw events behind them. */
export function addUsageRoutes(
  router: Router,
  {
    authoriser,
    callers,
    chargeback,
    events,
    history,
    usage,
  }: {
    authoriser: Authoriser;
    callers: Callers;
    chargeback: Chargeback;
    events: EventStore;
    history: HistoryService;
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

  router.get('/attempts', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const query = attemptsQuery.parse(req.query);
    res.json(await events.attempts(query, await callers.visible(caller)));
  });

  router.get('/denials', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const { mine, ...query } = denialsQuery.parse(req.query);
    const user = mine ? callers.userOf(caller) ?? '' : undefined;
    const visible = await callers.visible(caller);
    res.json(await events.denials({ ...query, user }, visible));
  });

  router.post('/history', async (req, res) => {
    await authoriser.require(req, llmProxyUsageImportPermission);
    const past = historySchema.strict().parse(await readHistory(req, res));
    res.json(await history.import(past));
  });
}
