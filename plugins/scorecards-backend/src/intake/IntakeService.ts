import type { Entity } from '@backstage/catalog-model';
import type { CiIdentity } from '@waymark/backstage-plugin-identity-node';
import type { EvidenceSubmission } from '@waymark/backstage-plugin-scorecards-common';
import {
  type Evidence,
  parseEvidence,
  PolicyEngineError,
} from '@waymark/policy-engine';
import { isUniqueViolation } from '@waymark/backstage-plugin-waymark-node';
import { digestOf } from '../canonical';
import type { VerdictRow } from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import type { SightingStore } from '../database/SightingStore';
import type { VerdictStore } from '../database/VerdictStore';
import { problem } from '../problems';
import type { ScoreKeeper } from '../scorecards/ScoreKeeper';
import type { CommitStatuses } from '../statuses/CommitStatuses';
import type { Judge, Judgement } from '../verdicts/Judge';
import type { VerdictRecorder } from '../verdicts/VerdictRecorder';
import { type EntityReader, normaliseEntityRef } from './EntityReader';
import { type OwnFactsReader, repositoryKeyOf } from './OwnFactsReader';
import { checkPins, repositoryIdOf, stageOf } from './pins';
import { substitute } from './substitute';

/** Evidence as it came, and who sent it. */
export interface Sent {
  readonly submission: EvidenceSubmission;
  /** The run of a pipeline; null for others who may send. */
  readonly identity: CiIdentity | null;
  readonly unambiguous: boolean;
  readonly principal: string;
  /** Throws unless the caller may send for this entity. */
  readonly admit: (entityRef: string) => Promise<void>;
}

export interface IntakeOptions {
  readonly entities: EntityReader;
  readonly judge: Judge;
  readonly keeper: ScoreKeeper;
  readonly mainBranches: readonly string[];
  readonly now: () => number;
  readonly ownFacts: OwnFactsReader;
  readonly recorder: VerdictRecorder;
  readonly scores: ScoreStore;
  readonly sightings: SightingStore;
  readonly statuses: CommitStatuses;
  readonly verdicts: VerdictStore;
}

/** A verdict that is not stored yet. */
interface Made {
  readonly row: VerdictRow;
  readonly judgement: Judgement;
  readonly entity: Entity;
}

/** Takes evidence in: substitutes, judges, keeps. */
export class IntakeService {
  readonly #options: IntakeOptions;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** `created` is false for a repeat, which is answered as it was. */
  async submit(sent: Sent): Promise<{ row: VerdictRow; created: boolean }> {
    const evidence = readEvidence(sent.submission.evidence);
    const entityRef = normaliseEntityRef(evidence.subject.entityRef);
    await sent.admit(entityRef);
    const key = digestOf([entityRef, sent.submission]);
    const known = await this.#options.verdicts.byKey(key);
    if (known) {
      return { row: known, created: false };
    }
    const made = await this.#judge(sent, evidence, entityRef, key);
    return this.#keep(made, key);
  }

  async #judge(
    { identity, principal, submission, unambiguous }: Sent,
    evidence: Evidence,
    entityRef: string,
    key: string,
  ): Promise<Made> {
    const { entities, judge, mainBranches, now, ownFacts, recorder } =
      this.#options;
    const entity = await entities.require(entityRef);
    checkPins({ entity, evidence, identity, unambiguous });
    const stage = stageOf(evidence.context.stage, identity, mainBranches);
    const imported = submission.effectiveAt !== undefined;
    const at = imported ? Date.parse(submission.effectiveAt!) : now();
    const repositoryId = repositoryIdOf(entity);
    const own = await ownFacts.read({
      entityRef,
      entity,
      repositoryId,
      stage,
      at,
    });
    const judgement = await judge.judge(substitute(evidence, own), at);
    const sentDigest = digestOf(submission.evidence);
    const row = await recorder.prepare(judgement, {
      idempotencyKey: key,
      repositoryKey: repositoryKeyOf(repositoryId, entityRef),
      at,
      imported,
      principal,
      sentDigest,
      comparison: await judge.compare(evidence, sentDigest, submission.verdict),
      ci: submission.verdict,
    });
    return { row, judgement, entity };
  }

  async #keep(
    { entity, judgement, row }: Made,
    key: string,
  ): Promise<{ row: VerdictRow; created: boolean }> {
    const { scores, verdicts } = this.#options;
    try {
      await scores.exclusive(row.entity_ref, async trx => {
        await verdicts.insert(row, trx);
        if (row.stage !== 'pull_request') {
          await this.#sight(row, judgement, trx);
          const evidenceAt = Number(row.evaluated_at);
          const scored = { verdict: row, judgement, evidenceAt };
          await this.#options.keeper.apply(scored, trx);
        }
        await this.#options.statuses.plan(row, entity, trx);
      });
      return { row, created: true };
    } catch (error) {
      const known = isUniqueViolation(error) && (await verdicts.byKey(key));
      if (known) {
        return { row: known, created: false };
      }
      throw error;
    }
  }

  async #sight(
    row: VerdictRow,
    { evidence: { vulnerabilities } }: Judgement,
    trx: Parameters<SightingStore['record']>[3],
  ): Promise<void> {
    if (vulnerabilities.status === 'ok') {
      await this.#options.sightings.record(
        row.repository_key,
        vulnerabilities.items,
        Number(row.evaluated_at),
        trx,
      );
    }
  }
}

function readEvidence(value: unknown): Evidence {
  try {
    return parseEvidence(value);
  } catch (error) {
    if (error instanceof PolicyEngineError) {
      throw problem(400, 'scorecards.evidence_invalid', error.message);
    }
    throw error;
  }
}
