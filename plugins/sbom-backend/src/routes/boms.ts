import {
  sbomBomCreatePermission,
  sbomBomImportPermission,
  sbomBomReadPermission,
  uploadQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import type { Request, Response, Router } from 'express';
import { z } from 'zod';
import { type EntityRefs, normaliseEntityRef } from '../catalog/EntityRefs';
import { problem } from '../problems';
import { checkEncoding } from '../uploads/body';
import type { UploadRequest } from '../uploads/types';
import type { UploadRecorder } from '../uploads/UploadRecorder';
import type { UploadService } from '../uploads/UploadService';
import {
  type Authoriser,
  type Caller,
  principalOf,
} from '@waymark/backstage-plugin-waymark-node';
import { readQuery } from './readQuery';
import { type DocumentSource, sendDocument } from './sendDocument';

/** What the routes of documents work with. */
export interface BomRoutesOptions extends DocumentSource {
  authoriser: Authoriser;
  entities: EntityRefs;
  recorder: UploadRecorder;
  service: UploadService;
}

/** `POST /boms`, `POST /validate` and `GET /boms/{digest}`. */
export function addBomRoutes(router: Router, options: BomRoutesOptions): void {
  const { authoriser, recorder, service } = options;

  router.post('/boms', async (req, res) => {
    // Everything that can be refused is, before the first byte is read.
    const caller = await authoriser.require(
      req,
      sbomBomCreatePermission,
      ...('effectiveAt' in req.query ? [sbomBomImportPermission] : []),
    );
    const request = readRequest(req, caller);
    await requireEntity(options, request.entityRef, caller);
    const { receipt, created } = await recorder.record(req, request, () => {
      checkEncoding(req.headers['content-encoding']);
      return service.upload(req, request, abortSignal(res));
    });
    res
      .status(created ? 201 : 200)
      .location(`uploads/${receipt.uploadId}`)
      .json(receipt);
  });

  router.post('/validate', async (req, res) => {
    await authoriser.require(req, sbomBomCreatePermission);
    readQuery(z.object({}), req.query);
    checkEncoding(req.headers['content-encoding']);
    res.json(await service.validate(req, abortSignal(res)));
  });

  router.get('/boms/:digest', async (req, res) => {
    const caller = await authoriser.require(req, sbomBomReadPermission);
    await sendDocument(req.params.digest, caller, res, options);
  });
}

/**
 * Users send for what they see. A machine's token is restricted to sending:
 * for it the entity only has to exist.
 */
async function requireEntity(
  { entities }: BomRoutesOptions,
  entityRef: string,
  caller: Caller,
): Promise<void> {
  if (caller.principal.type === 'user') {
    await entities.requireVisible(entityRef, caller);
  } else {
    await entities.requireExisting(entityRef, caller);
  }
}

function readRequest(req: Request, caller: Caller): UploadRequest {
  const query = readQuery(uploadQuerySchema, req.query);
  if (query.channel.startsWith('deployed:') && !query.deploymentId) {
    throw problem(
      400,
      'sbom.query',
      'deploymentId: needed for a deployed channel.',
      {
        hint: 'It tells a roll-back from a repeat: send an id per deployment.',
      },
    );
  }
  const time = (text?: string) => (text ? Date.parse(text) : null);
  return {
    entityRef: normaliseEntityRef(query.entityRef),
    slot: query.slot,
    channel: query.channel,
    commit: query.commit?.toLowerCase() ?? null,
    ref: query.ref ?? null,
    imageDigest: query.imageDigest ?? null,
    runUrl: query.runUrl ?? null,
    commitTime: time(query.commitTime),
    deploymentId: query.deploymentId ?? null,
    importedAt: time(query.effectiveAt),
    strict: query.mode === 'strict',
    principal: principalOf(caller),
  };
}

/** Aborts when the client goes away before it was answered. */
function abortSignal(res: Response): AbortSignal {
  const controller = new AbortController();
  res.once('close', () => {
    if (!res.writableEnded) {
      controller.abort();
    }
  });
  return controller.signal;
}
