import type {
  LlmDenial,
  LlmOperation,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Usage } from '../quota/types';

/** Who, in every record. Entity refs; no token, no prompt. */
export interface AuditParty {
  readonly subject: string;
  readonly user: string | null;
  readonly service: string | null;
  readonly system: string | null;
  readonly team: string | null;
  readonly groups: readonly string[];
  readonly deployment: string | null;
  readonly commit: string | null;
  readonly actor: string | null;
  readonly credentialId: string;
}

/** Before dispatch, after routing: what is about to be sent, and on which hold. */
export interface AuditIntent {
  readonly type: 'intent';
  readonly attemptId: string;
  readonly requestId: string;
  /** From 1. */
  readonly attempt: number;
  readonly at: number;
  readonly party: AuditParty;
  readonly operation: LlmOperation;
  readonly alias: string;
  readonly provider: string;
  readonly model: string;
  readonly priceVersion: string;
  readonly policyDigest: string;
  readonly holdId: string;
  readonly scopes: readonly string[];
  readonly period: string;
  /** Nano-dollars. */
  readonly held: number;
  /** HMAC-SHA-256 of the body with the tenant's key of the day, and that key's id. */
  readonly prompt: { readonly keyId: string; readonly mac: string };
}

/** After settlement. */
export interface AuditCompletion {
  readonly type: 'completion';
  readonly attemptId: string;
  readonly requestId: string;
  readonly at: number;
  readonly outcome: 'settled' | 'released' | 'unreconciled';
  /** Nano-dollars that count from now on. */
  readonly amount: number;
  readonly usage: Usage | null;
  readonly estimated: boolean;
  /** HTTP status of the upstream; null when none came. */
  readonly status: number | null;
  readonly end: AttemptEnd;
  readonly firstByteMs: number | null;
  readonly durationMs: number;
  readonly cache: 'none' | 'hit' | 'stale';
  /** True when it was rebuilt from the settlement after a crash. */
  readonly rebuilt: boolean;
}

/** How an attempt ended. */
export type AttemptEnd =
  | 'complete'
  | 'upstream_error'
  | 'truncated'
  | 'timeout'
  | 'reset'
  | 'aborted'
  | 'not_sent'
  | 'unknown';

export interface AuditDenial {
  readonly type: 'denial';
  readonly id: string;
  readonly requestId: string;
  readonly at: number;
  /** Null before the credential is known to be good. */
  readonly party: AuditParty | null;
  readonly operation: LlmOperation | null;
  readonly alias: string | null;
  readonly stage: LlmDenial['stage'];
  readonly status: number;
  readonly code: string;
  readonly rule: string | null;
  readonly reason: string;
  readonly owner: string | null;
}

/** An operator's or a system's act: limits, write-offs, stops, breaches. */
export interface AuditAct {
  readonly type: 'act';
  readonly id: string;
  readonly at: number;
  readonly by: string;
  readonly what: string;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

export type AuditRecord =
  | AuditIntent
  | AuditCompletion
  | AuditDenial
  | AuditAct;

/** Where the data path writes. */
export interface AuditLog {
  /**
   * Strict mode: resolves when the record is durable, and rejects when it
   * cannot be made so (no dispatch then). Bounded mode: returns nothing at
   * once, or a rejected promise while the log is full or its disk fails, so
   * that no more than one flush interval is ever lost. Rejects with
   * `AuditUnavailableError`.
   */
  intent(record: AuditIntent): Promise<void> | void;
  /** Never throws; ordered after its intent. */
  append(record: AuditCompletion | AuditDenial | AuditAct): void;
  /** HMAC of the body for {@link AuditIntent.prompt}; `tenant` is the paying team. */
  prompt(tenant: string, body: Uint8Array): AuditIntent['prompt'];
  /** Waits until all that was written is durable and delivered, or the deadline. */
  close(deadlineMs?: number): Promise<void>;
}
