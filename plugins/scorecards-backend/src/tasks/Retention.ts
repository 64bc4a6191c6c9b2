import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  type DocumentStore,
  isDocumentDigest,
} from '@waymark/backstage-plugin-waymark-node';
import type { Knex } from 'knex';
import type { VerdictRow } from '../database/rows';

const BATCH = 500;
const HOUR = 3_600_000;

/**
 * Removes verdicts and their documents when their time is over. The newest of
 * each stage of an entity stay, whatever their age; so do changes of checks and
 * levels, which are small, and sightings, which deadlines are counted from.
 */
export class Retention {
  readonly #options: {
    config: { verdicts: number };
    documents: DocumentStore;
    knex: Knex;
    logger: LoggerService;
    now: () => number;
  };

  constructor(options: {
    config: { verdicts: number };
    documents: DocumentStore;
    knex: Knex;
    logger: LoggerService;
    now: () => number;
  }) {
    this.#options = options;
  }

  async run(signal: AbortSignal): Promise<void> {
    const { config, documents, logger, now } = this.#options;
    let removed = 0;
    for (let more = true; more && !signal.aborted; ) {
      const rows = await this.#expired(now() - config.verdicts);
      await this.#remove(rows);
      removed += rows.length;
      more = rows.length === BATCH;
    }
    await documents.sweep(new Date(now() - HOUR));
    if (removed) {
      logger.info(`Removed ${removed} verdicts whose time was over`);
    }
  }

  #expired(before: number): Promise<VerdictRow[]> {
    const { knex } = this.#options;
    return knex<VerdictRow>('verdict')
      .where('received_at', '<', before)
      .whereNotExists(used =>
        used.from('head').whereRaw('head.verdict_id = verdict.id'),
      )
      .whereNotExists(used =>
        used
          .from('check_state')
          .whereRaw('check_state.verdict_id = verdict.id'),
      )
      .orderBy('received_at')
      .limit(BATCH);
  }

  async #remove(rows: readonly VerdictRow[]): Promise<void> {
    const { documents, knex } = this.#options;
    const ids = rows.map(({ id }) => id);
    await knex.transaction(async trx => {
      await trx('publication').whereIn('verdict_id', ids).delete();
      await trx('verdict').whereIn('id', ids).delete();
    });
    const digests = new Set(
      rows.flatMap(row => [row.evidence_digest, row.exceptions_digest]),
    );
    for (const digest of digests) {
      // Other verdicts may be made of the same bytes.
      const used = await knex('verdict')
        .where({ evidence_digest: digest })
        .orWhere({ exceptions_digest: digest })
        .first();
      if (!used && isDocumentDigest(digest)) {
        await documents.delete(digest);
      }
    }
  }
}
