import { sbomBomReadPermission } from '@waymark/backstage-plugin-sbom-common';
import {
  type Authoriser,
  decodeCursor,
  pageOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import { type EntityRefs, normaliseEntityRef } from '../catalog/EntityRefs';
import type { RefusalStore } from '../database/RefusalStore';
import { toNumber } from '../database/rows';
import { invalidCursor } from '../problems';
import { toRefusal } from '../uploads/receipt';
import { historyQuerySchema, readQuery } from './readQuery';

/** What the route of refusals works with. */
export interface RefusalRoutesOptions {
  authoriser: Authoriser;
  entities: EntityRefs;
  refusals: RefusalStore;
}

/** `GET /refusals`. */
export function addRefusalRoutes(
  router: Router,
  { authoriser, entities, refusals }: RefusalRoutesOptions,
): void {
  router.get('/refusals', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(historyQuerySchema, req.query);
    const entityRef = normaliseEntityRef(query.entityRef);
    await entities.requireVisible(entityRef, caller);
    const after = query.cursor
      ? decodeCursor(query.cursor, z.tuple([z.int(), z.int()]), invalidCursor)
      : undefined;
    const rows = await refusals.page({
      entityRef,
      after: after && { at: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, row => [toNumber(row.at), row.id]);
    res.json({ ...page, items: page.items.map(toRefusal) });
  });
}
