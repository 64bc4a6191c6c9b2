import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  sbomBomCreatePermission,
  sbomBomImportPermission,
  sbomBomReadPermission,
  uploadQuerySchema,
} from '@waymark/backstage-plugin-sbom-common';
import {
  type CatalogVisibility,
  DocumentCorruptError,
  type DocumentStore,
  isDocumentDigest,
} from '@waymark/backstage-plugin-waymark-node';
import type { Request, Response, Router } from 'express';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { type EntityRefs, normaliseEntityRef } from '../catalog/EntityRefs';
import type { UploadStore } from '../database/UploadStore';
import { problem } from '../problems';
import { checkEncoding } from '../uploads/body';
import type { UploadRequest } from '../uploads/types';
import type { UploadRecorder } from '../uploads/UploadRecorder';
import type { UploadService } from '../uploads/UploadService';
import { type Authoriser, type Caller, principalOf } from './authorise';

/** What the routes of documents work with. */
export interface BomRoutesOptions {
  authoriser: Authoriser;
  documents: DocumentStore;
  entities: EntityRefs;
  recorder: UploadRecorder;
  service: UploadService;
  uploads: UploadStore;
  visibility: CatalogVisibility;
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
    z.strictObject({}).parse(req.query);
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

async function sendDocument(
  digest: string,
  caller: BackstageCredentials,
  res: Response,
  { documents, uploads, visibility }: BomRoutesOptions,
): Promise<void> {
  const notFound = () =>
    problem(404, 'sbom.bom_not_found', 'There is no such document.', {
      hint: 'Documents are kept for sbom.retention.documents; receipts for ever.',
    });
  if (!isDocumentDigest(digest)) {
    throw notFound();
  }
  const senders = await uploads.entitiesOfBlob(digest);
  if (!(await visibility.filter(senders, caller)).size) {
    throw notFound();
  }
  const stat = await documents.stat(digest);
  const content = stat && (await documents.open(digest));
  if (!content) {
    throw notFound();
  }
  const known = await uploads.byBlobDigest(digest);
  const format = known?.format ?? 'json';
  await started(content);
  res.set({
    'content-type': `application/vnd.cyclonedx+${format}`,
    'content-length': String(stat.size),
    'content-disposition': `attachment; filename="bom-${digest.slice(
      7,
      19,
    )}.cdx.${format}"`,
    'x-content-type-options': 'nosniff',
    // The bytes of a digest never change; who may see them does.
    'cache-control': 'private, no-cache, no-transform',
    etag: `"${digest}"`,
  });
  // What fails from here on cuts the connection off: a client must not take a
  // wrong or partial document for whole.
  await pipeline(content, res);
}

/** Waits for the first bytes: what fails before them can still be answered. */
async function started(content: Readable): Promise<void> {
  try {
    await once(content, 'readable');
  } catch (error) {
    if (error instanceof DocumentCorruptError) {
      throw problem(500, 'sbom.bom_corrupt', 'The stored document is damaged.');
    }
    throw error;
  }
}

function readRequest(req: Request, caller: Caller): UploadRequest {
  const query = uploadQuerySchema.strict().parse(req.query);
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
