import type { DocumentStore } from '@waymark/backstage-plugin-waymark-node';
import type {
  GateVerdict,
  Verdict,
} from '@waymark/backstage-plugin-scorecards-common';
import { randomUUID } from 'node:crypto';
import { digestOf } from '../canonical';
import type { VerdictRow } from '../database/rows';
import type { StatementSigner } from '../ports';
import { decisionOf } from '../scorecards/checks';
import { keepJson } from './jsonDocuments';
import type { Judgement } from './Judge';
import { STATEMENT_TYPE, statementOf } from './statement';

/** What is known of a verdict beside the judgement itself. */
export interface VerdictContext {
  readonly idempotencyKey: string | null;
  readonly repositoryKey: string;
  /** UTC ms. */
  readonly at: number;
  readonly imported: boolean;
  readonly principal: string;
  readonly sentDigest: string;
  readonly comparison: Verdict['comparison'];
  readonly ci: GateVerdict | null;
}

/** Keeps the documents of a judgement and writes its row. */
export class VerdictRecorder {
  readonly #options: {
    documents: DocumentStore;
    signer: StatementSigner;
    publicUrl: string;
    now: () => number;
  };

  constructor(options: {
    documents: DocumentStore;
    signer: StatementSigner;
    publicUrl: string;
    now: () => number;
  }) {
    this.#options = options;
  }

  /** The row to insert; its documents are kept already. */
  async prepare(
    judgement: Judgement,
    context: VerdictContext,
  ): Promise<VerdictRow> {
    const { documents, now, publicUrl, signer } = this.#options;
    const { evidence, exceptions, policy, results } = judgement;
    const row = {
      id: randomUUID(),
      idempotency_key: context.idempotencyKey,
      entity_ref: evidence.subject.entityRef,
      repository_key: context.repositoryKey,
      repository_id: evidence.subject.repositoryId,
      commit_sha: evidence.subject.commit,
      stage: evidence.context.stage,
      decision: decisionOf(results),
      evaluated_at: context.at,
      received_at: now(),
      imported: context.imported,
      principal: context.principal,
      sent_digest: context.sentDigest,
      evidence_digest: await keepJson(documents, evidence),
      policy_digest: policy.digest,
      bundle_digest: policy.bundle.digest,
      parameters_digest: policy.parametersDigest,
      exceptions_digest: await keepJson(documents, exceptions),
      facts_digest: digestOf([evidence.catalog, evidence.attestations]),
      engine: policy.engine.info().engine,
      comparison: JSON.stringify(context.comparison),
      ci: context.ci && JSON.stringify(context.ci),
      results: JSON.stringify(results),
    };
    const statement = statementOf(
      row,
      evidence.subject.artifactDigest,
      publicUrl,
    );
    return {
      ...row,
      attestation: await signer.sign(statement, STATEMENT_TYPE),
    };
  }
}
