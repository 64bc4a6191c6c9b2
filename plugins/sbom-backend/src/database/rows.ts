/** Rows as the drivers give them: PostgreSQL hands 64-bit integers as text. */
export type Int64 = number | string;

/** SQLite knows no booleans. */
export type Bool = boolean | 0 | 1;

export interface UploadRow {
  id: string;
  idempotency_key: string;
  entity_ref: string;
  slot: string;
  channel: string;
  commit_sha: string | null;
  ref: string | null;
  image_digest: string | null;
  run_url: string | null;
  deployment_id: string | null;
  principal: string;
  blob_digest: string;
  content_digest: string;
  size_bytes: Int64;
  format: 'json' | 'xml';
  spec_version: string;
  serial_number: string | null;
  bom_version: Int64 | null;
  tool_name: string | null;
  tool_version: string | null;
  generated_at: Int64 | null;
  received_at: Int64;
  effective_at: Int64;
  imported: Bool;
  component_count: number;
  direct_count: number | null;
  without_licence: number;
  unchanged: Bool;
  valid: Bool;
  /** JSON. */
  quality: string;
  /** JSON. */
  issues: string;
  issue_count: number;
  /** JSON. */
  template: string | null;
  since_upload_id: string | null;
  since_added: number | null;
  since_removed: number | null;
  since_changed: number | null;
  unpinned_at: Int64 | null;
}

export interface HeadRow {
  id: number;
  entity_ref: string;
  slot: string;
  channel: string;
  upload_id: string | null;
  set_id: number | null;
  effective_at: Int64 | null;
  usage_stale: Bool;
  revision: number;
}

interface MemberRow {
  set_id: number;
  ordinal: number;
  version_id: number;
  type: string;
  group_name: string | null;
  name: string;
  /** JSON. */
  licences: string;
  direct: Bool | null;
  scope: 'required' | 'optional' | 'excluded';
  via: number | null;
}

/** A member with its package and version. */
export interface ComponentRow extends MemberRow {
  package_id: number;
  key: string;
  version: string | null;
  purl: string | null;
}

export interface RefusalRow {
  id: number;
  at: Int64;
  entity_ref: string;
  slot: string;
  channel: string;
  commit_sha: string | null;
  run_url: string | null;
  principal: string;
  code: string;
  detail: string;
}

/** 64-bit integers that we store are times and sizes: all below 2^53. */
export function toNumber(value: Int64): number {
  return Number(value);
}

/** ISO 8601 of a time in UTC milliseconds. */
export function toIso(value: Int64): string {
  return new Date(Number(value)).toISOString();
}

/** The same for a time that may be missing. */
export function toIsoOrNull(value: Int64 | null): string | null {
  return value === null ? null : toIso(value);
}
