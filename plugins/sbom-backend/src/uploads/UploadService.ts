import type { IncomingMessage } from 'node:http';
import type { BomValidation } from '@waymark/backstage-plugin-sbom-common';
import { finished } from 'node:stream/promises';
import type {
  DocumentStore,
  StagedDocument,
} from '@waymark/backstage-plugin-waymark-node';
import type { SbomConfig } from '../config';
import type { ComponentSetStore } from '../database/ComponentSetStore';
import type { DocumentIndex } from '../database/DocumentIndex';
import type { UploadStore } from '../database/UploadStore';
import { BomRefusedError } from '../ingest/errors';
import type { AnalysedBom, Analysis, BomAnalyser } from '../ingest/types';
import { problem } from '../problems';
import { knownAnalysis } from './knownAnalysis';
import { idempotencyKey, type ReceiptWriter } from './ReceiptWriter';
import { toReceipt } from './receipt';
import { stageBody, storeProblem } from './staging';
import type { UploadOutcome, UploadRequest } from './types';

/** What {@link UploadService} works with. */
export interface UploadServiceOptions {
  analyser: BomAnalyser;
  config: SbomConfig;
  documents: DocumentStore;
  /** Waits until what was committed survives a power cut. */
  flush(): Promise<void>;
  index: DocumentIndex;
  sets: ComponentSetStore;
  uploads: UploadStore;
  writer: ReceiptWriter;
}

/** Takes documents in: from the bytes of a request to a receipt. */
export class UploadService {
  readonly #options: UploadServiceOptions;

  constructor(options: UploadServiceOptions) {
    this.#options = options;
  }

  /** Stores the document of a request, or throws why it is refused. */
  async upload(
    req: IncomingMessage,
    request: UploadRequest,
    signal?: AbortSignal,
  ): Promise<UploadOutcome> {
    const staged = await stageBody(req, { ...this.#options, signal });
    try {
      const outcome = await this.#take(staged, request, signal);
      await this.#options.flush();
      return outcome;
    } finally {
      await staged.discard();
    }
  }

  /** Says what is wrong with the document of a request, and keeps nothing. */
  async validate(
    req: IncomingMessage,
    signal?: AbortSignal,
  ): Promise<BomValidation> {
    const staged = await stageBody(req, { ...this.#options, signal });
    try {
      const analysis = await this.#runAnalysis(staged, signal);
      analysis.release();
      const { valid, format, specVersion, issues, issueCount } = analysis.bom;
      return { valid, format, specVersion, issues, issueCount };
    } finally {
      await staged.discard();
    }
  }

  async #take(
    staged: StagedDocument,
    request: UploadRequest,
    signal?: AbortSignal,
  ): Promise<UploadOutcome> {
    const key = idempotencyKey(request, staged.digest);
    const repeat = await this.#options.uploads.byIdempotencyKey(key);
    if (repeat) {
      await this.#mend(staged, signal);
      return { receipt: toReceipt(repeat), created: false };
    }
    const { bom, setId } = await this.#analyse(staged, request, signal);
    await this.#keep(staged);
    return await this.#options.writer.write({
      request,
      bom,
      setId,
      blobDigest: staged.digest,
      sizeBytes: staged.size,
    });
  }

  async #analyse(
    staged: StagedDocument,
    request: UploadRequest,
    signal?: AbortSignal,
  ): Promise<{ bom: AnalysedBom; setId: number }> {
    const { sets } = this.#options;
    const known = await refusing(
      knownAnalysis(staged, request, { ...this.#options, signal }),
    );
    if (known) {
      requireValid(known, request);
      const setId = await sets.lease(known.contentDigest);
      if (setId !== undefined) {
        return { bom: known, setId };
      }
    }
    const analysis = await this.#runAnalysis(staged, signal);
    try {
      requireValid(analysis.bom, request);
      const setId =
        (await sets.lease(analysis.bom.contentDigest)) ??
        (await sets.write(analysis, signal));
      return { bom: analysis.bom, setId };
    } finally {
      analysis.release();
    }
  }

  async #runAnalysis(
    staged: StagedDocument,
    signal?: AbortSignal,
  ): Promise<Analysis> {
    const { analyser } = this.#options;
    return refusing(analyser.analyse(staged.path, { signal }));
  }

  /**
   * Who sends a document again has the bytes that the store may have lost: a
   * stored copy that is damaged is replaced. One that retention took is not
   * damaged.
   */
  async #mend(staged: StagedDocument, signal?: AbortSignal): Promise<void> {
    const content = await this.#options.documents.open(staged.digest);
    try {
      await (content && finished(content.resume(), { signal }));
    } catch {
      // Damaged, on a bad place of the disk, or gone in this very moment.
      signal?.throwIfAborted();
      await this.#keep(staged);
    }
  }

  /** Puts the document into the store, safe from retention. */
  async #keep(staged: StagedDocument): Promise<void> {
    if (!(await this.#options.index.reserve(staged.digest, staged.size))) {
      throw problem(
        503,
        'sbom.busy',
        'An old copy of this document is being removed. Send it again.',
      );
    }
    try {
      await staged.commit();
    } catch (error) {
      throw storeProblem(error);
    }
  }
}

/** What the analysis refuses, as a caller is told of it. */
async function refusing<T>(analysis: Promise<T>): Promise<T> {
  try {
    return await analysis;
  } catch (error) {
    if (error instanceof BomRefusedError) {
      throw problem(error.status, error.code, error.message, {
        hint: error.hint,
        issues: error.issues.length ? error.issues : undefined,
        issueCount: error.issueCount || undefined,
        cause: error,
      });
    }
    throw error;
  }
}

function requireValid(bom: AnalysedBom, request: UploadRequest): void {
  if (request.strict && !bom.valid) {
    throw problem(
      422,
      'sbom.invalid',
      `The document is not valid CycloneDX ${bom.specVersion}.`,
      {
        hint: 'Correct it, or send it with mode=tolerant to store what is sound.',
        issues: bom.issues,
        issueCount: bom.issueCount,
      },
    );
  }
}
