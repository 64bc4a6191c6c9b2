import type { Verdict } from '@waymark/backstage-plugin-scorecards-common';
import { isoOf, type VerdictRow } from '../database/rows';

/** A verdict as the API shows it. */
export function toVerdict(row: VerdictRow): Verdict {
  return {
    ...toVerdictHead(row),
    ci: row.ci === null ? null : JSON.parse(row.ci),
    results: JSON.parse(row.results),
  };
}

/** Likewise, for lists. */
export function toVerdictHead(
  row: VerdictRow,
): Omit<Verdict, 'ci' | 'results'> {
  return {
    id: row.id,
    entityRef: row.entity_ref,
    repositoryId: row.repository_id,
    commit: row.commit_sha,
    stage: row.stage,
    decision: row.decision,
    evaluatedAt: isoOf(row.evaluated_at),
    receivedAt: isoOf(row.received_at),
    imported: Boolean(row.imported),
    pins: {
      evidence: row.evidence_digest,
      bundle: row.bundle_digest,
      parameters: row.parameters_digest,
      exceptions: row.exceptions_digest,
      facts: row.facts_digest,
      engine: row.engine,
    },
    comparison: JSON.parse(row.comparison),
  };
}
