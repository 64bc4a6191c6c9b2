import type { DocumentStore } from '@waymark/backstage-plugin-waymark-node';
import { parseEvidence, type RuleResult } from '@waymark/policy-engine';
import type { VerdictStore } from '../database/VerdictStore';
import { readJson } from './jsonDocuments';
import type { Judge } from './Judge';

/** Makes stored verdicts again, by nothing but what they pin. */
export class Replay {
  readonly #options: {
    documents: DocumentStore;
    judge: Judge;
    verdicts: VerdictStore;
  };

  constructor(options: {
    documents: DocumentStore;
    judge: Judge;
    verdicts: VerdictStore;
  }) {
    this.#options = options;
  }

  /** Undefined when a document or the policy is not kept any more. */
  async again(id: string): Promise<readonly RuleResult[] | undefined> {
    const { documents, judge, verdicts } = this.#options;
    const row = await verdicts.byId(id);
    const evidence = row && (await readJson(documents, row.evidence_digest));
    const exceptions =
      row && (await readJson(documents, row.exceptions_digest));
    return row && evidence && exceptions
      ? judge.replay(row.policy_digest, parseEvidence(evidence), exceptions)
      : undefined;
  }
}
