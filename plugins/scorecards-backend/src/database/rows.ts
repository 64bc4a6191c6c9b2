import type {
  CheckState,
  changeCauseSchema,
  PolicyStage,
} from '@waymark/backstage-plugin-scorecards-common';
import type { z } from 'zod';

/** Why a check changed. */
export type ChangeCause = z.infer<typeof changeCauseSchema>;

/** PostgreSQL gives 64-bit integers as text. */
export type Big = number | string;

export interface VerdictRow {
  id: string;
  idempotency_key: string | null;
  entity_ref: string;
  repository_key: string;
  repository_id: string | null;
  commit_sha: string;
  stage: PolicyStage;
  decision: 'pass' | 'refused';
  evaluated_at: Big;
  received_at: Big;
  /** SQLite gives 0 and 1. */
  imported: boolean | number;
  principal: string;
  sent_digest: string;
  evidence_digest: string;
  policy_digest: string;
  bundle_digest: string;
  parameters_digest: string;
  exceptions_digest: string;
  facts_digest: string;
  engine: string;
  comparison: string;
  ci: string | null;
  results: string;
  attestation: string;
}

export interface HeadRow {
  entity_ref: string;
  stage: PolicyStage;
  verdict_id: string;
  evidence_at: Big;
  content_digest: string;
  policy_digest: string;
  exceptions_digest: string;
  catalog_digest: string;
  due_at: Big | null;
}

export interface StandingRow {
  entity_ref: string;
  level: string | null;
  level_without_exceptions: string | null;
  reached: string;
  evidence_at: Big;
  evaluated_at: Big;
  commit_sha: string | null;
  grace_until: Big | null;
}

export interface CheckRow {
  entity_ref: string;
  rule: string;
  state: CheckState;
  since: Big;
  due: Big | null;
  exempt_until: Big | null;
  evaluated_at: Big;
  commit_sha: string | null;
  verdict_id: string;
  findings: string;
}

export interface ChangeRow {
  id: number;
  entity_ref: string;
  rule: string;
  at: Big;
  from_state: CheckState | null;
  to_state: CheckState;
  cause: ChangeCause;
  commit_sha: string | null;
  verdict_id: string | null;
  imported: boolean | number;
}

export interface LevelChangeRow {
  id: number;
  entity_ref: string;
  at: Big;
  level: string | null;
}

/** ISO 8601 of a column in UTC ms. */
export function isoOf(value: Big): string {
  return new Date(Number(value)).toISOString();
}

/** Likewise, for a column that may be null. */
export function isoOrNull(value: Big | null): string | null {
  return value === null ? null : isoOf(value);
}
