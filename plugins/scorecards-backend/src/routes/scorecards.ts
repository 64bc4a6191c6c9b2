import { summariesRequestSchema } from '@waymark/backstage-plugin-scorecards-common';
import { createJsonReader } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { normaliseEntityRef } from '../intake/EntityReader';
import type { ScorecardService } from '../scorecards/ScorecardService';
import type { SummaryService } from '../scorecards/SummaryService';
import type { Access } from './Access';
import { readQuery } from './readQuery';

/** What the routes of single entities work with. */
export interface ScorecardRoutesOptions {
  access: Access;
  scorecards: ScorecardService;
  summaries: SummaryService;
}

/** Room for 500 refs of the longest. */
const readBody = createJsonReader(600 * 1024);

/** How entities stand, and how a check came to where it is. */
export function addScorecardRoutes(
  router: Router,
  { access, scorecards, summaries }: ScorecardRoutesOptions,
): void {
  const entity = '/entities/:kind/:namespace/:name';

  router.get(`${entity}/scorecard`, async (req, res) => {
    const entityRef = await access.entity(req);
    readQuery({}, req.query);
    res.json(await scorecards.scorecard(entityRef));
  });

  router.get(`${entity}/checks/:rule/history`, async (req, res) => {
    const entityRef = await access.entity(req);
    readQuery({}, req.query);
    res.json(await scorecards.history(entityRef, req.params.rule));
  });

  router.post('/summaries/by-query', async (req, res) => {
    const caller = await access.reader(req);
    const { entityRefs } = summariesRequestSchema
      .strict()
      .parse(await readBody(req, res));
    const refs = entityRefs.map(ref => normaliseEntityRef(ref));
    const seen = await access.visible(refs, caller);
    const found = await summaries.summaries([...seen]);
    const byRef = new Map(found.map(item => [item.entityRef, item]));
    res.json({ items: refs.map(ref => byRef.get(ref) ?? null) });
  });
}
