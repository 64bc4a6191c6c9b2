import type { LoggerService } from '@backstage/backend-plugin-api';
import { type Entity, parseEntityRef } from '@backstage/catalog-model';
import type { ScmIntegrationRegistry } from '@backstage/integration';
import type { EvidenceReceipt } from '@waymark/backstage-plugin-scorecards-common';
import type { Knex } from 'knex';
import type { Big, VerdictRow } from '../database/rows';
import type { StatusPublisher } from './StatusPublisher';
import { repositoryOf, statusRequestSchema } from './target';

interface PublicationRow {
  verdict_id: string;
  state: 'pending' | 'published' | 'failed';
  request: string;
  attempts: number;
  next_at: Big;
  url: string | null;
}

const BATCH = 50;
const ATTEMPTS = 12;
const FIRST_WAIT = 15_000;
const LONGEST_WAIT = 3_600_000;

export interface CommitStatusesOptions {
  readonly appUrl: string;
  readonly integrations: ScmIntegrationRegistry;
  readonly knex: Knex;
  readonly logger: LoggerService;
  readonly now: () => number;
  readonly publisher: Pick<StatusPublisher, 'publish'>;
}

/** The portal's own check on commits: planned with the verdict, set by a task. */
export class CommitStatuses {
  readonly #options: CommitStatusesOptions;

  constructor(options: CommitStatusesOptions) {
    this.#options = options;
  }

  /** Plans the status of a verdict, where a repository can be told. */
  async plan(row: VerdictRow, entity: Entity, trx: Knex): Promise<void> {
    const target = repositoryOf(entity, this.#options.integrations);
    if (!target || row.imported) {
      return;
    }
    const { kind, name, namespace } = parseEntityRef(row.entity_ref);
    const request = statusRequestSchema.parse({
      ...target,
      commit: row.commit_sha,
      passed: row.decision === 'pass',
      description:
        row.decision === 'pass'
          ? 'The platform policy passes'
          : 'The platform policy refuses this commit',
      targetUrl: `${
        this.#options.appUrl
      }/catalog/${namespace}/${kind}/${name}/scorecard`,
    });
    await trx<PublicationRow>('publication').insert({
      verdict_id: row.id,
      state: 'pending',
      request: JSON.stringify(request),
      attempts: 0,
      next_at: this.#options.now(),
      url: null,
    });
  }

  /** What became of the status of a verdict. */
  async of(verdictId: string): Promise<EvidenceReceipt['commitStatus']> {
    const row = await this.#options
      .knex<PublicationRow>('publication')
      .where({ verdict_id: verdictId })
      .first();
    if (!row) {
      return { state: 'not_configured', url: null };
    }
    return {
      state: row.state === 'published' ? 'published' : 'pending',
      url: row.url,
    };
  }

  /** Sets what waits; what fails is tried again, less and less often. */
  async run(signal: AbortSignal): Promise<void> {
    const { knex, now } = this.#options;
    const rows = await knex<PublicationRow>('publication')
      .where({ state: 'pending' })
      .where('next_at', '<=', now())
      .orderBy('next_at')
      .limit(BATCH);
    for (const row of rows) {
      if (signal.aborted) {
        return;
      }
      await this.#publish(row);
    }
  }

  async #publish(row: PublicationRow): Promise<void> {
    const { knex, logger, now, publisher } = this.#options;
    const mine = knex<PublicationRow>('publication').where({
      verdict_id: row.verdict_id,
    });
    const request = statusRequestSchema.parse(JSON.parse(row.request));
    try {
      const url = await publisher.publish(request);
      await mine.update({ state: 'published', url });
    } catch (error) {
      const attempts = row.attempts + 1;
      const wait = Math.min(FIRST_WAIT * 2 ** row.attempts, LONGEST_WAIT);
      await mine.update({
        attempts,
        next_at: now() + wait,
        state: attempts < ATTEMPTS ? 'pending' : 'failed',
      });
      logger.warn(
        `Commit status of ${row.verdict_id} was not set, attempt ${attempts}`,
        error as Error,
      );
    }
  }
}
