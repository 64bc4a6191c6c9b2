import {
  type DocumentStore,
  type ServiceSnapshot,
} from '@waymark/backstage-plugin-waymark-node';
import { parseEvidence } from '@waymark/policy-engine';
import type { ScoreStore } from '../database/ScoreStore';
import type { VerdictStore } from '../database/VerdictStore';
import type { EvidenceSource, StoredEvidence } from '../ports';
import { readJson } from './jsonDocuments';

/** The newest main evidence of every entity, one at a time. */
export class NewestEvidence implements EvidenceSource {
  readonly #options: {
    documents: DocumentStore;
    scores: ScoreStore;
    services: ServiceSnapshot;
    verdicts: VerdictStore;
  };

  constructor(options: {
    documents: DocumentStore;
    scores: ScoreStore;
    services: ServiceSnapshot;
    verdicts: VerdictStore;
  }) {
    this.#options = options;
  }

  async count(): Promise<number> {
    return (await this.#options.scores.mainHeads()).length;
  }

  async *newest(signal?: AbortSignal): AsyncGenerator<StoredEvidence> {
    const { documents, scores, services, verdicts } = this.#options;
    const records = await services.get();
    for (const { entity_ref, verdict_id } of await scores.mainHeads()) {
      signal?.throwIfAborted();
      const row = await verdicts.byId(verdict_id);
      const stored = row && (await readJson(documents, row.evidence_digest));
      if (stored) {
        yield {
          entityRef: entity_ref,
          owner: records.get(entity_ref)?.owner ?? null,
          evidence: parseEvidence(stored),
        };
      }
    }
  }
}
