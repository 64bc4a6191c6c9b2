import {
  type CheckChange,
  type CheckState,
  checkStateSchema,
} from '@waymark/backstage-plugin-scorecards-common';
import { type ChangeRow, isoOf } from '../database/rows';

/** A change as the API shows it. */
export function toChange(row: ChangeRow): CheckChange {
  return {
    entityRef: row.entity_ref,
    rule: row.rule,
    at: isoOf(row.at),
    from: row.from_state,
    to: row.to_state,
    cause: row.cause,
    commit: row.commit_sha,
    verdictId: row.verdict_id,
    imported: Boolean(row.imported),
  };
}

/** How many are in each state. */
export function countsOf(
  states: Iterable<CheckState>,
): Record<CheckState, number> {
  const counts = Object.fromEntries(
    checkStateSchema.options.map(state => [state, 0]),
  ) as Record<CheckState, number>;
  for (const state of states) {
    counts[state] += 1;
  }
  return counts;
}
