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
import { z } from 'zod';
import type { EventStore } from '../usage/EventStore';
import type { HistoryService } from '../usage/HistoryService';
import { type Callers, normaliseScope } from './callers';

/** A thousand attempts and a thousand denials, of the longest. */
const readHistory = createJsonReader(8 * 1024 * 1024);

const page = {
  scope: z.string().max(512).transform(normaliseScope).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).optional(),
};
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

/** The raw events behind every sum, and those of the past. */
export function addEventRoutes(
  router: Router,
  {
    authoriser,
    callers,
    events,
    history,
  }: {
    authoriser: Authoriser;
    callers: Callers;
    events: EventStore;
    history: HistoryService;
  },
): void {
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
