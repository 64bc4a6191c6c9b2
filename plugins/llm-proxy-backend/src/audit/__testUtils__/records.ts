import type {
  AuditCompletion,
  AuditDenial,
  AuditIntent,
  AuditParty,
} from '../types';

export const NOW = Date.UTC(2026, 10, 23, 12);

export const party: AuditParty = {
  subject: 'component:default/checkout',
  user: null,
  service: 'component:default/checkout',
  system: 'system:default/shop',
  team: 'group:default/payments',
  groups: ['group:default/payments', 'group:default/acme'],
  deployment: 'deploy-7',
  commit: 'abc123',
  actor: null,
  credentialId: 'jti-1',
};

const scopes = [
  'component:default/checkout',
  'group:default/acme',
  'group:default/payments',
  'provider:builtin',
  'system:default/shop',
];

export function intent(
  id: string,
  change: Partial<AuditIntent> = {},
): AuditIntent {
  return {
    type: 'intent',
    attemptId: id,
    requestId: `req-${id}`,
    attempt: 1,
    at: NOW,
    party,
    operation: 'chat',
    alias: 'small',
    provider: 'builtin',
    model: 'builtin-1',
    priceVersion: 'p1',
    policyDigest: 'd1',
    holdId: `hold-${id}`,
    scopes,
    period: '2026-11',
    held: 500,
    prompt: { keyId: '2026-11-23', mac: 'mac' },
    ...change,
  };
}

export function completion(
  id: string,
  change: Partial<AuditCompletion> = {},
): AuditCompletion {
  return {
    type: 'completion',
    attemptId: id,
    requestId: `req-${id}`,
    at: NOW + 500,
    outcome: 'settled',
    amount: 120,
    usage: { input: 10, cachedInput: 0, output: 5 },
    estimated: false,
    status: 200,
    end: 'complete',
    firstByteMs: 20,
    durationMs: 500,
    cache: 'none',
    rebuilt: false,
    ...change,
  };
}

export function denial(
  id: string,
  change: Partial<AuditDenial> = {},
): AuditDenial {
  return {
    type: 'denial',
    id,
    requestId: `req-${id}`,
    at: NOW,
    party,
    operation: 'chat',
    alias: 'small',
    stage: 'policy',
    status: 403,
    code: 'policy_denied',
    rule: 'LLM002',
    reason: 'The data class does not fit.',
    owner: 'group:default/platform',
    ...change,
  };
}
