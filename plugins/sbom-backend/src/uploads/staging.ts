import type { IncomingMessage } from 'node:http';
import {
  type DocumentStore,
  DocumentStoreFullError,
  DocumentTooLargeError,
  type StagedDocument,
} from '@waymark/backstage-plugin-waymark-node';
import type { SbomConfig } from '../config';
import { problem } from '../problems';
import { decodeBody } from './body';

/** Streams the body of a request into the document store's staging area. */
export async function stageBody(
  req: IncomingMessage,
  options: {
    documents: DocumentStore;
    config: Pick<SbomConfig, 'maxBytes' | 'maxRatio'>;
    signal?: AbortSignal;
  },
): Promise<StagedDocument> {
  const { config, documents, signal } = options;
  try {
    return await documents.stage(decodeBody(req, config), {
      maxBytes: config.maxBytes,
      signal,
    });
  } catch (error) {
    throw storeProblem(error);
  }
}

/** What a caller is told of an error of the document store. */
export function storeProblem(error: unknown): unknown {
  if (error instanceof DocumentTooLargeError) {
    return problem(
      413,
      'sbom.too_large',
      `The document has more than ${error.maxBytes} bytes.`,
      { hint: 'The limit is sbom.maxBytes in the configuration.' },
    );
  }
  if (error instanceof DocumentStoreFullError) {
    return problem(
      503,
      'sbom.busy',
      'The server has no room for this document. Nothing was stored.',
      { cause: error },
    );
  }
  return error;
}
