import {
  componentQuerySchema,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type Authoriser,
  type Caller,
  type CatalogVisibility,
  decodeCursor,
  pageOf,
} from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import { type EntityRefs, normaliseEntityRef } from '../catalog/EntityRefs';
import type { ComponentService } from '../components/ComponentService';
import type { RefusalStore } from '../database/RefusalStore';
import { toNumber } from '../database/rows';
import type { ReceiptRow, UploadStore } from '../database/UploadStore';
import { invalidCursor, problem } from '../problems';
import { toReceipt, toRefusal } from '../uploads/receipt';

/** What the routes of receipts work with. */
export interface UploadRoutesOptions {
  authoriser: Authoriser;
  components: ComponentService;
  entities: EntityRefs;
  refusals: RefusalStore;
  uploads: UploadStore;
  visibility: CatalogVisibility;
}

const limit = z.coerce.number().int().min(1).max(500).default(50);
const cursor = z.string().max(1024).optional();
const uploadsQuerySchema = z.strictObject({
  entityRef: z.string().min(1).max(512),
  slot: z.string().max(80).optional(),
  channel: z.string().max(80).optional(),
  cursor,
  limit,
});
const refusalsQuerySchema = uploadsQuerySchema.omit({
  slot: true,
  channel: true,
});
const diffQuerySchema = z.strictObject({
  from: z.string().max(64),
  to: z.string().max(64),
});

/** Receipts, refusals, and what the uploads are made of. */
export function addUploadRoutes(
  router: Router,
  options: UploadRoutesOptions,
): void {
  const { authoriser, components, entities, refusals, uploads } = options;

  router.get('/uploads', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = uploadsQuerySchema.parse(req.query);
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

  router.get('/refusals', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = refusalsQuerySchema.parse(req.query);
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

  router.get('/uploads/:uploadId', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    res.json(toReceipt(await visible(req.params.uploadId, caller, options)));
  });

  router.get('/uploads/:uploadId/components', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = componentQuerySchema.strict().parse(req.query);
    const upload = await visible(req.params.uploadId, caller, options);
    res.json(await components.list(upload, query));
  });

  router.get(
    '/uploads/:uploadId/components/:componentId/paths',
    async (req, res) => {
      const caller = await authoriser.require(req, sbomBomReadPermission);
      const { uploadId, componentId } = req.params;
      const upload = await visible(uploadId, caller, options);
      res.json(await components.paths(upload, componentId));
    },
  );

  router.get('/diff', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = diffQuerySchema.parse(req.query);
    const from = await visible(query.from, caller, options);
    const to = await visible(query.to, caller, options);
    res.json(await components.diff(from, to));
  });
}

/** A receipt, if the caller may see its entity; else there is none. */
async function visible(
  uploadId: string,
  caller: Caller,
  { uploads, visibility }: UploadRoutesOptions,
): Promise<ReceiptRow> {
  const row = await uploads.byId(uploadId);
  const seen = row && (await visibility.filter([row.entity_ref], caller));
  if (!row || !seen?.has(row.entity_ref)) {
    throw problem(404, 'sbom.upload_not_found', 'There is no such upload.');
  }
  return row;
}
