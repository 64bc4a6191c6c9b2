import type { AuditCompletion, AuditIntent } from '../audit/types';
import { dayWithin } from './days';
import type { AttemptRow } from './rows';

/** The row of an attempt that has only begun. */
export function begin(
  intent: AuditIntent,
  setId: string,
  writer: string,
): AttemptRow {
  const { party, prompt } = intent;
  return {
    id: intent.attemptId,
    request_id: intent.requestId,
    attempt: intent.attempt,
    at: intent.at,
    day: dayWithin(intent.at, intent.period),
    set_id: setId,
    writer,
    subject: party.subject,
    actor: party.actor,
    credential_id: party.credentialId,
    deployment: party.deployment,
    commit_sha: party.commit,
    operation: intent.operation,
    alias: intent.alias,
    provider: intent.provider,
    model: intent.model,
    price_version: intent.priceVersion,
    policy_digest: intent.policyDigest,
    hold_id: intent.holdId,
    held: intent.held,
    prompt_key: prompt.keyId,
    prompt_mac: prompt.mac,
    outcome: 'open',
    amount: 0,
    input_tokens: null,
    cached_input_tokens: null,
    output_tokens: null,
    estimated: false,
    status: null,
    ended: null,
    first_byte_ms: null,
    duration_ms: null,
    cache: 'none',
    rebuilt: false,
    imported: false,
  };
}

/**
 * Takes a completion into account, whatever the order in which completions of
 * an attempt arrive: an end for good replaces `unreconciled`, what was seen
 * replaces what was rebuilt, and of equals the first counts.
 */
export function complete(
  row: AttemptRow,
  completion: AuditCompletion,
): AttemptRow {
  const final = completion.outcome !== 'unreconciled';
  const wasFinal = row.outcome === 'settled' || row.outcome === 'released';
  if (row.outcome === 'open') {
    return { ...row, ...money(completion), ...detail(completion) };
  }
  const seen = row.rebuilt && !completion.rebuilt;
  const details = seen ? detail(completion) : {};
  if (final && (!wasFinal || seen)) {
    return { ...row, ...money(completion), ...known(completion), ...details };
  }
  return { ...row, ...details };
}

function money(completion: AuditCompletion) {
  return { outcome: completion.outcome, amount: completion.amount };
}

/** A provider's late word may bring the tokens too. */
function known({ usage, estimated }: AuditCompletion): Partial<AttemptRow> {
  return usage ? { ...tokens(usage), estimated } : {};
}

function tokens(usage: AuditCompletion['usage']) {
  return {
    input_tokens: usage?.input ?? null,
    cached_input_tokens: usage?.cachedInput ?? null,
    output_tokens: usage?.output ?? null,
  };
}

function detail(completion: AuditCompletion) {
  return {
    ...tokens(completion.usage),
    estimated: completion.estimated,
    status: completion.status,
    ended: completion.end,
    first_byte_ms: completion.firstByteMs,
    duration_ms: completion.durationMs,
    cache: completion.cache,
    rebuilt: completion.rebuilt,
  };
}

/** What an attempt adds to the sums. */
export interface Counters {
  calls: number;
  input_tokens: number;
  output_tokens: number;
  settled: number;
  unreconciled: number;
}

export const COUNTERS = [
  'calls',
  'input_tokens',
  'output_tokens',
  'settled',
  'unreconciled',
] as const satisfies ReadonlyArray<keyof Counters>;

/** Every attempt counts once from its intent on, and its end brings the rest. */
export function countersOf(row: AttemptRow | null): Counters {
  return {
    calls: row ? 1 : 0,
    input_tokens: row?.input_tokens ?? 0,
    output_tokens: row?.output_tokens ?? 0,
    settled: row?.outcome === 'settled' ? row.amount : 0,
    unreconciled: row?.outcome === 'unreconciled' ? row.amount : 0,
  };
}
