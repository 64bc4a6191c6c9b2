import { createHash, randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { DiffStore } from '../database/DiffStore';
import { isConflict } from '@waymark/backstage-plugin-waymark-node';
import type { HeadStore } from '../database/HeadStore';
import { type HeadRow, type UploadRow, toNumber } from '../database/rows';
import type { UploadStore } from '../database/UploadStore';
import type { UsageStore } from '../database/UsageStore';
import type { AnalysedBom } from '../ingest/types';
import { problem } from '../problems';
import { effectiveAt, type Ordered, supersedes } from './order';
import { toReceipt } from './receipt';
import { Turns } from './Turns';
import type { UploadRequest } from './types';
import type { UploadOutcome } from './types';

/** Uploads to one head that another one overtakes in a row before it gives up. */
const ATTEMPTS = 20;

/** All that a receipt is written from. */
export interface ReceiptInput {
  request: UploadRequest;
  bom: AnalysedBom;
  setId: number;
  blobDigest: string;
  sizeBytes: number;
}

/** The head as it is before a receipt is written. */
interface Before {
  head: HeadRow;
  upload: UploadRow | undefined;
}

/** Rolls a transaction back: the head has moved since it was read. */
class Overtaken extends Error {}

/** SHA-256 of what makes an upload the same as another. */
export function idempotencyKey(
  request: UploadRequest,
  blobDigest: string,
): string {
  const { entityRef, slot, channel, commit, deploymentId } = request;
  const parts = [blobDigest, entityRef, slot, channel, commit, deploymentId];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

/** Writes receipts and moves heads, both or neither. */
export class ReceiptWriter {
  readonly #turns = new Turns();
  readonly #options: {
    knex: Knex;
    heads: HeadStore;
    uploads: UploadStore;
    usage: UsageStore;
    diffs: DiffStore;
    now: () => number;
  };

  constructor(options: {
    knex: Knex;
    heads: HeadStore;
    uploads: UploadStore;
    usage: UsageStore;
    diffs: DiffStore;
    now: () => number;
  }) {
    this.#options = options;
  }

  async write(input: ReceiptInput): Promise<UploadOutcome> {
    const { entityRef, slot, channel } = input.request;
    // Within one process uploads to a head queue; compare-and-swap then only
    // has to settle races with other processes.
    return this.#turns.take(JSON.stringify([entityRef, slot, channel]), () =>
      this.#write(input),
    );
  }

  async #write(input: ReceiptInput): Promise<UploadOutcome> {
    const { heads, uploads } = this.#options;
    const key = idempotencyKey(input.request, input.blobDigest);
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const before = await this.#before(input.request);
      const row = this.#row(input, key, before);
      const moves =
        !before.upload || supersedes(order(row), order(before.upload));
      const since = moves ? await this.#since(input, before) : {};
      let lease: string | undefined;
      if (moves && before.head.set_id !== input.setId) {
        lease = await heads.lease(before.head.id);
        await this.#options.usage.add(
          before.head.id,
          input.setId,
          input.bom.componentCount,
        );
      }
      const written = await this.#commit(
        { ...row, ...since, unpinned_at: moves ? null : row.received_at },
        moves ? before : undefined,
        input.setId,
      );
      if (written) {
        if (lease) {
          await this.#settle(before.head, lease);
        }
        const receipt = await uploads.byId(row.id);
        return { receipt: toReceipt(receipt!), created: true };
      }
      const repeat = await uploads.byIdempotencyKey(key);
      if (repeat) {
        return { receipt: toReceipt(repeat), created: false };
      }
    }
    throw problem(
      503,
      'sbom.busy',
      'Too many uploads for this slot and channel at once. Send it again.',
    );
  }

  async #settle(before: HeadRow, lease: string): Promise<void> {
    const { usage } = this.#options;
    if (before.set_id === null && !before.usage_stale) {
      // The first set of a head: there was nothing to remove.
      await usage.release(before.id, lease);
    } else {
      await usage.settle(before.id, lease);
    }
  }

  async #before({ entityRef, slot, channel }: UploadRequest): Promise<Before> {
    const { heads, uploads } = this.#options;
    const head = await heads.open({ entityRef, slot, channel });
    if (head.upload_id === null) {
      return { head, upload: undefined };
    }
    const [upload] = await uploads.byIds([head.upload_id]);
    return { head, upload };
  }

  async #since(
    input: ReceiptInput,
    { head, upload }: Before,
  ): Promise<Partial<UploadRow>> {
    if (!upload) {
      return {};
    }
    const changes =
      head.set_id === null || head.set_id === input.setId
        ? undefined
        : await this.#options.diffs.packages(head.set_id, input.setId);
    return {
      since_upload_id: upload.id,
      since_added: changes?.added.length ?? 0,
      since_removed: changes?.removed.length ?? 0,
      since_changed: changes?.changed.length ?? 0,
    };
  }

  /** False when another upload was faster: with this head, or with this key. */
  async #commit(
    row: UploadRow,
    moved: Before | undefined,
    setId: number,
  ): Promise<boolean> {
    const { heads, knex, uploads } = this.#options;
    return knex
      .transaction(async tx => {
        if (await uploads.exists(tx, row.idempotency_key)) {
          return false;
        }
        await uploads.insert(tx, row);
        if (!moved) {
          return true;
        }
        const done = await heads.move(tx, moved.head, {
          uploadId: row.id,
          setId,
          effectiveAt: toNumber(row.effective_at),
        });
        if (!done) {
          throw new Overtaken();
        }
        if (moved.upload) {
          await uploads.unpin(tx, moved.upload.id, this.#options.now());
        }
        return true;
      })
      .catch(error => {
        if (error instanceof Overtaken || isConflict(error)) {
          return false;
        }
        throw error;
      });
  }

  #row(input: ReceiptInput, key: string, { upload }: Before): UploadRow {
    const { bom, request } = input;
    const receivedAt = this.#options.now();
    return {
      id: randomUUID(),
      idempotency_key: key,
      entity_ref: request.entityRef,
      slot: request.slot,
      channel: request.channel,
      commit_sha: request.commit,
      ref: request.ref,
      image_digest: request.imageDigest,
      run_url: request.runUrl,
      deployment_id: request.deploymentId,
      principal: request.principal,
      blob_digest: input.blobDigest,
      content_digest: bom.contentDigest,
      size_bytes: input.sizeBytes,
      format: bom.format,
      spec_version: bom.specVersion,
      serial_number: bom.serialNumber,
      bom_version: bom.bomVersion,
      tool_name: bom.tool?.name ?? null,
      tool_version: bom.tool?.version ?? null,
      generated_at: bom.generatedAt,
      received_at: receivedAt,
      effective_at: effectiveAt({
        channel: request.channel,
        receivedAt,
        importedAt: request.importedAt,
        commitTime: request.commitTime,
        generatedAt: bom.generatedAt,
      }),
      imported: request.importedAt !== null,
      component_count: bom.componentCount,
      direct_count: bom.directCount,
      without_licence: bom.withoutLicence,
      unchanged: upload?.content_digest === bom.contentDigest,
      valid: bom.valid,
      quality: JSON.stringify(bom.quality),
      issues: JSON.stringify(bom.issues),
      issue_count: bom.issueCount,
      template: bom.template && JSON.stringify(bom.template),
      since_upload_id: null,
      since_added: null,
      since_removed: null,
      since_changed: null,
      unpinned_at: null,
    };
  }
}

function order(row: UploadRow): Ordered {
  return {
    effectiveAt: toNumber(row.effective_at),
    receivedAt: toNumber(row.received_at),
    serialNumber: row.serial_number,
    bomVersion: row.bom_version === null ? null : toNumber(row.bom_version),
  };
}
