import {
  sbomBomReadPermission,
  summariesRequestSchema,
} from '@waymark/backstage-plugin-sbom-common';
import type {
  Authoriser,
  CatalogVisibility,
} from '@waymark/backstage-plugin-waymark-node';
import { json, type Request, type Response, type Router } from 'express';
import { normaliseEntityRef } from '../catalog/EntityRefs';
import type { SummaryService } from '../summaries/SummaryService';

/** What the route of summaries works with. */
export interface SummaryRoutesOptions {
  authoriser: Authoriser;
  summaries: SummaryService;
  visibility: CatalogVisibility;
}

/** Room for 500 refs of the longest; read once the caller is known. */
const parseJson = json({ limit: '600kb' });

async function readJson(req: Request, res: Response): Promise<void> {
  await new Promise<void>((resolve, reject) =>
    parseJson(req, res, error => (error ? reject(error) : resolve())),
  );
}

/** `POST /summaries/by-query`. */
export function addSummaryRoutes(
  router: Router,
  { authoriser, summaries, visibility }: SummaryRoutesOptions,
): void {
  router.post('/summaries/by-query', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    await readJson(req, res);
    const { entityRefs } = summariesRequestSchema.strict().parse(req.body);
    const refs = entityRefs.map(normaliseEntityRef);
    const seen = await visibility.filter(refs, caller);
    const found = await summaries.summaries([...seen]);
    const byRef = new Map(found.map(item => [item.entityRef, item]));
    res.json({ items: refs.map(ref => byRef.get(ref) ?? null) });
  });
}
