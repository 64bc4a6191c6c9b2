import type {
  AuditorService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { ProblemError } from '@waymark/backstage-plugin-waymark-node';
import type { Request } from 'express';
import type { RefusalStore } from '../database/RefusalStore';
import type { Telemetry } from '../telemetry';
import type { UploadRequest } from './types';
import type { UploadOutcome } from './types';

/** Characters of a refusal's text that are kept. */
const DETAIL = 500;

/** Leaves the traces of each upload: audit event, refusal, metrics, span. */
export class UploadRecorder {
  readonly #options: {
    auditor: AuditorService;
    logger: LoggerService;
    refusals: RefusalStore;
    telemetry: Telemetry;
    now: () => number;
  };

  constructor(options: {
    auditor: AuditorService;
    logger: LoggerService;
    refusals: RefusalStore;
    telemetry: Telemetry;
    now: () => number;
  }) {
    this.#options = options;
  }

  /** Runs an upload; what it throws is thrown on. */
  async record(
    req: Request,
    request: UploadRequest,
    upload: () => Promise<UploadOutcome>,
  ): Promise<UploadOutcome> {
    const { auditor, telemetry } = this.#options;
    const { entityRef, slot, channel, commit } = request;
    const event = await auditor.createEvent({
      eventId: 'bom-upload',
      severityLevel: request.importedAt === null ? 'low' : 'medium',
      request: req,
      meta: {
        entityRef,
        slot,
        channel,
        commit,
        imported: request.importedAt !== null,
      },
    });
    try {
      const outcome = await telemetry.upload(upload);
      const { uploadId, blobDigest } = outcome.receipt;
      await event.success({
        meta: { uploadId, blobDigest, repeated: !outcome.created },
      });
      return outcome;
    } catch (error) {
      const code = error instanceof ProblemError ? error.code : 'sbom.internal';
      await event.fail({
        meta: { code },
        error: error instanceof Error ? error : new Error(String(error)),
      });
      await this.#refused(request, error);
      throw error;
    }
  }

  /** What the sender can mend is listed; our own failures are not. */
  async #refused(request: UploadRequest, error: unknown): Promise<void> {
    if (!(error instanceof ProblemError) || error.status >= 500) {
      return;
    }
    try {
      await this.#options.refusals.insert({
        at: this.#options.now(),
        entity_ref: request.entityRef,
        slot: request.slot,
        channel: request.channel,
        commit_sha: request.commit,
        run_url: request.runUrl,
        principal: request.principal,
        code: error.code,
        detail: error.message.slice(0, DETAIL),
      });
    } catch (failure) {
      this.#options.logger.error(
        'A refused upload could not be recorded',
        failure instanceof Error ? failure : undefined,
      );
    }
  }
}
