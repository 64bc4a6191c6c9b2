import type { LoggerService } from '@backstage/backend-plugin-api';
import type { DocumentStore } from '@waymark/backstage-plugin-waymark-node';
import type { SbomConfig } from '../config';
import type { ComponentSetStore } from '../database/ComponentSetStore';
import type { DocumentIndex } from '../database/DocumentIndex';
import type { HeadStore } from '../database/HeadStore';
import type { RefusalStore } from '../database/RefusalStore';
import type { UsageStore } from '../database/UsageStore';

/** Rows or documents of one step. */
const BATCH = 200;

/** Staged files of uploads that were never finished. */
const STAGED_FOR = 60 * 60_000;

/** What {@link Retention} works with. */
export interface RetentionOptions {
  config: SbomConfig['retention'];
  documents: DocumentStore;
  heads: HeadStore;
  index: DocumentIndex;
  logger: LoggerService;
  refusals: RefusalStore;
  sets: ComponentSetStore;
  usage: UsageStore;
  now: () => number;
}

/**
 * Removes what is kept no longer, and what interrupted uploads left behind, in
 * short steps. Idempotent: whatever stops it, the next run goes on.
 */
export class Retention {
  readonly #options: RetentionOptions;

  constructor(options: RetentionOptions) {
    this.#options = options;
  }

  /** Leftovers only: cheap, for every start. */
  async sweep(signal?: AbortSignal): Promise<void> {
    const { documents, now, sets } = this.#options;
    const staged = await documents.sweep(new Date(now() - STAGED_FOR));
    let removed = 0;
    for (;;) {
      const leftovers = await sets.leftovers(BATCH);
      for (const setId of leftovers) {
        signal?.throwIfAborted();
        await sets.remove(setId);
      }
      removed += leftovers.length;
      if (leftovers.length < BATCH) {
        break;
      }
    }
    this.#report({ staged, sets: removed });
  }

  /** Everything. */
  async run(signal?: AbortSignal): Promise<void> {
    await this.#refusals(signal);
    await this.#documents(signal);
    await this.#sets(signal);
    await this.sweep(signal);
    await this.#usage(signal);
  }

  async #refusals(signal?: AbortSignal): Promise<void> {
    const { config, now, refusals } = this.#options;
    const cutoff = now() - config.refusals;
    let removed = 0;
    for (let last = BATCH; last === BATCH; removed += last) {
      signal?.throwIfAborted();
      last = await refusals.deleteBefore(cutoff, BATCH);
    }
    this.#report({ refusals: removed });
  }

  async #documents(signal?: AbortSignal): Promise<void> {
    const { config, documents, index, now } = this.#options;
    // Whatever the period, a document that no receipt names is a leftover.
    const cutoff = Math.max(0, now() - config.documents);
    let removed = 0;
    for (let last = BATCH; last === BATCH; ) {
      const claimed = await index.claimUnpinned(cutoff, BATCH);
      for (const digest of claimed) {
        signal?.throwIfAborted();
        await documents.delete(digest);
        await index.forget(digest);
      }
      last = claimed.length;
      removed += last;
    }
    this.#report({ documents: removed });
  }

  async #sets(signal?: AbortSignal): Promise<void> {
    const { config, now, sets } = this.#options;
    const cutoff = Math.max(0, now() - config.documents);
    for (let last = BATCH; last === BATCH; ) {
      signal?.throwIfAborted();
      last = await sets.retire(cutoff, BATCH);
    }
  }

  async #usage(signal?: AbortSignal): Promise<void> {
    const { heads, usage } = this.#options;
    for (let last = BATCH; last === BATCH; ) {
      const stale = await heads.stale(BATCH);
      for (const headId of stale) {
        signal?.throwIfAborted();
        const lease = await heads.leaseStale(headId);
        if (lease) {
          await usage.settle(headId, lease);
        }
      }
      last = stale.length;
    }
  }

  #report(counts: Record<string, number>): void {
    if (Object.values(counts).some(count => count > 0)) {
      this.#options.logger.info('Retention removed', counts);
    }
  }
}
