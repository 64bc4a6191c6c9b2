import type { LlmDenial } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Columns } from './recordset';

/** `audit_attempt`. Money is nano-dollars, time UTC milliseconds. */
export interface AttemptRow {
  id: string;
  request_id: string;
  attempt: number;
  at: number;
  day: string;
  set_id: string;
  writer: string | null;
  subject: string;
  actor: string | null;
  credential_id: string | null;
  deployment: string | null;
  commit_sha: string | null;
  operation: string;
  alias: string;
  provider: string;
  model: string;
  price_version: string;
  policy_digest: string;
  hold_id: string | null;
  held: number;
  prompt_key: string | null;
  prompt_mac: string | null;
  outcome: 'open' | 'settled' | 'released' | 'unreconciled';
  amount: number;
  input_tokens: number | null;
  cached_input_tokens: number | null;
  output_tokens: number | null;
  estimated: boolean;
  status: number | null;
  ended: string | null;
  first_byte_ms: number | null;
  duration_ms: number | null;
  cache: 'none' | 'hit' | 'stale';
  rebuilt: boolean;
  imported: boolean;
}

/** Columns of {@link AttemptRow} that a completion writes. */
export const ENDED_COLUMNS = [
  'outcome',
  'amount',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'estimated',
  'status',
  'ended',
  'first_byte_ms',
  'duration_ms',
  'cache',
  'rebuilt',
] as const satisfies ReadonlyArray<keyof AttemptRow>;

export const ATTEMPT_COLUMNS = {
  id: 'text',
  request_id: 'text',
  attempt: 'bigint',
  at: 'bigint',
  day: 'text',
  set_id: 'text',
  writer: 'text',
  subject: 'text',
  actor: 'text',
  credential_id: 'text',
  deployment: 'text',
  commit_sha: 'text',
  operation: 'text',
  alias: 'text',
  provider: 'text',
  model: 'text',
  price_version: 'text',
  policy_digest: 'text',
  hold_id: 'text',
  held: 'bigint',
  prompt_key: 'text',
  prompt_mac: 'text',
  outcome: 'text',
  amount: 'bigint',
  input_tokens: 'bigint',
  cached_input_tokens: 'bigint',
  output_tokens: 'bigint',
  estimated: 'boolean',
  status: 'bigint',
  ended: 'text',
  first_byte_ms: 'bigint',
  duration_ms: 'bigint',
  cache: 'text',
  rebuilt: 'boolean',
  imported: 'boolean',
} as const satisfies Record<keyof AttemptRow, Columns[string]>;

/** PostgreSQL gives 64-bit integers as text, SQLite gives booleans as numbers. */
export function readAttempt(raw: Record<string, unknown>): AttemptRow {
  const row: Record<string, unknown> = { ...raw };
  for (const [name, type] of Object.entries(ATTEMPT_COLUMNS)) {
    if (type === 'bigint' && raw[name] !== null) {
      row[name] = Number(raw[name]);
    } else if (type === 'boolean') {
      row[name] = Boolean(raw[name]);
    }
  }
  return row as unknown as AttemptRow;
}

/** `audit_denial`. */
export interface DenialRow {
  id: string;
  request_id: string;
  at: number;
  day: string;
  set_id: string;
  operation: string | null;
  alias: string | null;
  stage: LlmDenial['stage'];
  status: number;
  code: string;
  rule: string | null;
  reason: string;
  owner: string | null;
  imported: boolean;
}

export const DENIAL_COLUMNS = {
  id: 'text',
  request_id: 'text',
  at: 'bigint',
  day: 'text',
  set_id: 'text',
  operation: 'text',
  alias: 'text',
  stage: 'text',
  status: 'bigint',
  code: 'text',
  rule: 'text',
  reason: 'text',
  owner: 'text',
  imported: 'boolean',
} as const satisfies Record<keyof DenialRow, Columns[string]>;
