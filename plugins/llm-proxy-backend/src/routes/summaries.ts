import {
  llmProxyUsageReadPermission,
  summariesRequestSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import {
  type Authoriser,
  createJsonReader,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import type { SummaryService } from '../summaries/SummaryService';
import { type Callers, normaliseScope } from './callers';

/** Room for 500 refs of the longest. */
const readJson = createJsonReader(600 * 1024);

/** `POST /summaries/by-query`. */
export function addSummaryRoutes(
  router: Router,
  {
    authoriser,
    callers,
    summaries,
  }: { authoriser: Authoriser; callers: Callers; summaries: SummaryService },
): void {
  router.post('/summaries/by-query', async (req, res) => {
    const caller = await authoriser.require(req, llmProxyUsageReadPermission);
    const { entityRefs } = summariesRequestSchema
      .strict()
      .parse(await readJson(req, res));
    const refs = entityRefs.map(normaliseScope);
    const visible = await callers.visible(caller);
    const seen = await visible(refs);
    const found = await summaries.summaries(
      [...new Set(refs)].filter(ref => seen.has(ref)),
    );
    const byRef = new Map(found.map(item => [item.entityRef, item]));
    res.json({ items: refs.map(ref => byRef.get(ref) ?? null) });
  });
}
