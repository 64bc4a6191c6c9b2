import {
  componentQuerySchema,
  sbomBomReadPermission,
} from '@waymark/backstage-plugin-sbom-common';
import type { Authoriser } from '@waymark/backstage-plugin-waymark-node';
import type { Router } from 'express';
import { z } from 'zod';
import type { ComponentService } from '../components/ComponentService';
import { readQuery } from './readQuery';
import { type UploadSource, visibleUpload } from './visibleUpload';

/** What the routes of components work with. */
export interface ContentRoutesOptions extends UploadSource {
  authoriser: Authoriser;
  components: ComponentService;
}

const diffQuerySchema = z.object({
  from: z.string().max(64),
  to: z.string().max(64),
});

/** What uploads are made of: components, why they are there, what changed. */
export function addContentRoutes(
  router: Router,
  options: ContentRoutesOptions,
): void {
  const { authoriser, components } = options;

  router.get('/uploads/:uploadId/components', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(componentQuerySchema, req.query);
    const upload = await visibleUpload(req.params.uploadId, caller, options);
    res.json(await components.list(upload, query));
  });

  router.get(
    '/uploads/:uploadId/components/:componentId/paths',
    async (req, res) => {
      const caller = await authoriser.require(req, sbomBomReadPermission);
      const { uploadId, componentId } = req.params;
      const upload = await visibleUpload(uploadId, caller, options);
      res.json(await components.paths(upload, componentId));
    },
  );

  router.get('/diff', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    const query = readQuery(diffQuerySchema, req.query);
    const from = await visibleUpload(query.from, caller, options);
    const to = await visibleUpload(query.to, caller, options);
    res.json(await components.diff(from, to));
  });
}
