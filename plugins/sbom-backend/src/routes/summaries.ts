import {
  sbomBomReadPermission,
  summariesRequestSchema,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type Authoriser,
  type CatalogVisibility,
  createJsonReader,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { normaliseEntityRef } from '../catalog/EntityRefs';
import type { SummaryService } from '../summaries/SummaryService';

/** What the route of summaries works with. */
export interface SummaryRoutesOptions {
  authoriser: Authoriser;
  summaries: SummaryService;
  visibility: CatalogVisibility;
}

/** Room for 500 refs of the longest. */
const readJson = createJsonReader(600 * 1024);

/** `POST /summaries/by-query`. */
export function addSummaryRoutes(
  router: Router,
  { authoriser, summaries, visibility }: SummaryRoutesOptions,
): void {
  router.post('/summaries/by-query', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const { entityRefs } = summariesRequestSchema
      .strict()
      .parse(await readJson(req, res));
    const refs = entityRefs.map(normaliseEntityRef);
    const seen = await visibility.filter(refs, caller);
    const found = await summaries.summaries([...seen]);
    const byRef = new Map(found.map(item => [item.entityRef, item]));
    res.json({ items: refs.map(ref => byRef.get(ref) ?? null) });
  });
}
