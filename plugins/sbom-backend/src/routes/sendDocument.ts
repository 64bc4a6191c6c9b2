import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  type CatalogVisibility,
  DocumentCorruptError,
  type DocumentStore,
  isDocumentDigest,
} from '@waymark/backstage-plugin-waymark-node';
import type { Response } from 'express';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { UploadStore } from '../database/UploadStore';
import { problem } from '../problems';

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

/** What {@link sendDocument} works with. */
export interface DocumentSource {
  documents: DocumentStore;
  uploads: UploadStore;
  visibility: CatalogVisibility;
}

/**
 * Answers with the exact bytes of a document, if the caller may see any entity
 * that sent it.
 */
export async function sendDocument(
  digest: string,
  caller: BackstageCredentials,
  res: Response,
  { documents, uploads, visibility }: DocumentSource,
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
