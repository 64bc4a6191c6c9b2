import { sbomBomReadPermission } from '@waymark/backstage-plugin-sbom-common';
import {
  type Authoriser,
  decodeCursor,
  pageOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import { type EntityRefs, normaliseEntityRef } from '../catalog/EntityRefs';
import { toNumber } from '../database/rows';
import { invalidCursor } from '../problems';
import { toReceipt } from '../uploads/receipt';
import { historyQuerySchema, readQuery } from './readQuery';
import { type UploadSource, visibleUpload } from './visibleUpload';

/** What the routes of receipts work with. */
export interface UploadRoutesOptions extends UploadSource {
  authoriser: Authoriser;
  entities: EntityRefs;
}

const uploadsQuerySchema = historyQuerySchema.extend({
  slot: z.string().max(80).optional(),
  channel: z.string().max(80).optional(),
});

/** Receipts: `GET /uploads` and `GET /uploads/{uploadId}`. */
export function addUploadRoutes(
  router: Router,
  options: UploadRoutesOptions,
): void {
  const { authoriser, entities, uploads } = options;

  router.get('/uploads', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(uploadsQuerySchema, req.query);
    const entityRef = normaliseEntityRef(query.entityRef);
    await entities.requireVisible(entityRef, caller);
    const after = query.cursor
      ? decodeCursor(
          query.cursor,
          z.tuple([z.int(), z.string()]),
          invalidCursor,
        )
      : undefined;
    const rows = await uploads.page({
      ...query,
      entityRef,
      after: after && { effectiveAt: after[0], id: after[1] },
      limit: query.limit + 1,
    });
    const page = pageOf(rows, query.limit, row => [
      toNumber(row.effective_at),
      row.id,
    ]);
    res.json({ ...page, items: page.items.map(toReceipt) });
  });

  router.get('/uploads/:uploadId', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    res.json(
      toReceipt(await visibleUpload(req.params.uploadId, caller, options)),
    );
  });
}
