import type {
  LlmHistory,
  LlmHistoryReceipt,
} from '@waymark/backstage-plugin-llm-proxy-common';
import type { Knex } from 'knex';
import { budgetScopes } from '../principals/types';
import { dayOf } from './days';
import type { AttemptRow, DenialRow } from './rows';
import {
  type Parties,
  type ScopeSet,
  scopeSetOf,
  scopesOfParty,
} from './ScopeSet';
import type { UsageWriter } from './UsageWriter';

type PastAttempt = LlmHistory['attempts'][number];
type PastDenial = LlmHistory['denials'][number];

/** What past events do not say themselves. */
export interface HistoryResolver {
  /** Who is behind it, by the catalog of today. */
  party(
    user: string | null,
    service: string | null,
  ): Parties & { readonly groups: readonly string[] };
  /** What it was and cost; throws for a model that is not known. */
  price(attempt: PastAttempt): {
    readonly provider: string;
    readonly model: string;
    readonly priceVersion: string;
    /** Nano-dollars. */
    readonly amount: number;
  };
}

/** What the ledger has to count; idempotent by id there too. */
export interface PastCharge {
  readonly id: string;
  readonly scopes: readonly string[];
  readonly period: string;
  readonly amount: number;
}

/** Usage of before, with its own times, marked imported for ever. */
export class History {
  readonly #knex: Knex;
  readonly #writer: UsageWriter;

  constructor(knex: Knex, writer: UsageWriter) {
    this.#knex = knex;
    this.#writer = writer;
  }

  /** All or nothing. `charges` has repeated ones too, for a ledger that missed them. */
  async import(
    history: LlmHistory,
    resolver: HistoryResolver,
  ): Promise<LlmHistoryReceipt & { readonly charges: PastCharge[] }> {
    const attempts = history.attempts.map(past => attemptOf(past, resolver));
    const denials = history.denials.map(past => denialOf(past, resolver));
    const accepted = await this.#knex.transaction(async trx => {
      await this.#writer.lock(trx);
      const newAttempts = await this.#writer.attempts.add(trx, attempts);
      const newDenials = await this.#writer.denials.add(trx, denials);
      return newAttempts.size + newDenials.size;
    });
    return {
      accepted,
      repeated: attempts.length + denials.length - accepted,
      charges: attempts.map(({ row, set }) => ({
        id: row.id,
        scopes: set.scopes,
        period: row.day.slice(0, 7),
        amount: row.amount,
      })),
    };
  }
}

function attemptOf(
  past: PastAttempt,
  resolver: HistoryResolver,
): { row: AttemptRow; set: ScopeSet } {
  const { provider, model, priceVersion, amount } = resolver.price(past);
  const party = resolver.party(past.user, past.service);
  const set = scopeSetOf(party, budgetScopes(party, provider));
  const at = Date.parse(past.at);
  const id = `import:${past.id}`;
  const row: AttemptRow = {
    id,
    request_id: id,
    attempt: 1,
    at,
    day: dayOf(at),
    set_id: set.id,
    writer: null,
    subject: set.subject,
    actor: null,
    credential_id: null,
    deployment: past.deployment,
    commit_sha: past.commit,
    operation: past.operation,
    alias: past.alias,
    provider,
    model,
    price_version: priceVersion,
    policy_digest: '',
    hold_id: null,
    held: 0,
    prompt_key: null,
    prompt_mac: null,
    outcome: 'settled',
    amount,
    input_tokens: past.inputTokens,
    cached_input_tokens: past.cachedInputTokens,
    output_tokens: past.outputTokens,
    estimated: false,
    status: null,
    ended: 'complete',
    first_byte_ms: null,
    duration_ms: past.durationMs,
    cache: 'none',
    rebuilt: false,
    imported: true,
  };
  return { row, set };
}

function denialOf(
  past: PastDenial,
  resolver: HistoryResolver,
): { row: DenialRow; set: ScopeSet } {
  const party = resolver.party(past.user, past.service);
  const set = scopeSetOf(party, scopesOfParty(party));
  const at = Date.parse(past.at);
  const id = `import:${past.id}`;
  const { alias, stage, status, code, rule, reason, owner } = past;
  const row: DenialRow = {
    id,
    request_id: id,
    at,
    day: dayOf(at),
    set_id: set.id,
    operation: null,
    alias,
    stage,
    status,
    code,
    rule,
    reason,
    owner,
    imported: true,
  };
  return { row, set };
}
