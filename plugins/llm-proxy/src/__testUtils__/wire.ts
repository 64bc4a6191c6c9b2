import type {
  LlmAttempt,
  LlmDenial,
  LlmModel,
  LlmSummary,
  LlmUse,
  ScopeBudget,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { boundsOf, periodOf } from '../lib/dates';

/** Dollars as the wire has them. */
export const usd = (dollars: number) => Math.round(dollars * 1e9);

/** The current period. */
export const period = periodOf(Date.now());

/** When it ends. */
export const resetsAt = new Date(boundsOf(period).end).toISOString();

/** A time so many days before now. */
function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString();
}

export const ORG = 'domain:default/all-teams';
export const TEAM = 'group:default/team-payments';
const SYSTEM = 'system:default/payments';
export const SERVICE = 'component:default/checkout';
export const USER = 'user:default/dana';

export function budget(
  scope: string,
  over: Partial<ScopeBudget> = {},
): ScopeBudget {
  return {
    scope,
    kind: 'group',
    title: scope.split('/').pop()!,
    parent: scope === 'domain:default/all' ? null : 'domain:default/all',
    limit: usd(1_500),
    settled: usd(1_221.48),
    held: 0,
    unreconciled: 0,
    unreconciledCalls: 0,
    forecast: null,
    reachesLimitOn: null,
    setBy: null,
    setAt: null,
    ...over,
  };
}

/** Organisation, team, System, service without a limit, a provider. */
export function tree(): ScopeBudget[] {
  return [
    budget(ORG, {
      kind: 'organization',
      title: 'all teams',
      parent: null,
      limit: usd(12_000),
      settled: usd(7_412.36),
      held: usd(18.42),
      unreconciled: usd(6.1),
      unreconciledCalls: 5,
      forecast: usd(9_926),
      setBy: 'group:default/team-platform',
      setAt: `${period}-01T08:00:00.000Z`,
    }),
    budget(TEAM, {
      parent: ORG,
      held: usd(6.3),
      unreconciled: usd(2.22),
      unreconciledCalls: 2,
      forecast: usd(1_636),
      reachesLimitOn: `${period}-28`,
      setBy: 'group:default/team-platform',
      setAt: `${period}-01T08:00:00.000Z`,
    }),
    budget('group:default/team-web', {
      parent: ORG,
      limit: usd(800),
      settled: usd(398.2),
      forecast: usd(533),
    }),
    budget(SYSTEM, {
      kind: 'system',
      parent: TEAM,
      limit: usd(900),
      settled: usd(711.6),
    }),
    budget(SERVICE, {
      kind: 'service',
      parent: SYSTEM,
      limit: null,
      settled: usd(95.6),
      held: usd(0.4),
    }),
    budget('provider:built-in', {
      kind: 'provider',
      title: 'built-in',
      parent: null,
      limit: null,
      settled: usd(7_412.36),
    }),
  ];
}

export function model(alias: string, over: Partial<LlmModel> = {}): LlmModel {
  return {
    alias,
    entityRef: `resource:default/llm-${alias}`,
    title: `Model ${alias}`,
    description: null,
    owner: 'group:default/team-platform',
    provider: 'built-in',
    builtIn: true,
    operations: ['chat', 'responses'],
    price: {
      version: '2026-09-01',
      input: 2_000_000,
      cachedInput: 500_000,
      output: 8_000_000,
      perRequest: 0,
    },
    dataClass: 'confidential',
    regions: ['eu'],
    retentionDays: 0,
    contextTokens: 128_000,
    maxOutputTokens: 16_384,
    endOfLife: null,
    replacedBy: null,
    state: 'available',
    access: { allowed: true, rule: null, reason: null, owner: null },
    ...over,
  };
}

/** One model that is open, one that is not. */
export const models = (): LlmModel[] => [
  model('standard'),
  model('reasoning', {
    builtIn: false,
    provider: 'openai',
    dataClass: 'internal',
    retentionDays: 30,
    access: {
      allowed: false,
      rule: 'LLM002',
      reason: 'Not on the list of team-payments',
      owner: 'group:default/security-approvers',
    },
  }),
];

export function denial(over: Partial<LlmDenial> = {}): LlmDenial {
  return {
    id: 'd-1',
    requestId: 'r-1',
    at: daysAgo(1),
    user: USER,
    service: null,
    team: TEAM,
    alias: 'reasoning',
    stage: 'policy',
    status: 403,
    code: 'model_not_allowed',
    rule: 'LLM002',
    reason: 'Not on the list of team-payments',
    owner: 'group:default/security-approvers',
    imported: false,
    ...over,
  };
}

export function ownUse(over: Partial<LlmUse> = {}): LlmUse {
  return {
    baseUrl: 'https://portal.example.com/api/llm-proxy/v1',
    subject: USER,
    team: TEAM,
    service: null,
    system: null,
    dataClass: 'confidential',
    period,
    resetsAt,
    budgets: [
      budget(USER, {
        kind: 'user',
        parent: TEAM,
        limit: usd(20),
        settled: usd(3.1),
        held: usd(0.34),
      }),
      ...tree().slice(0, 2).reverse(),
    ],
    rates: [
      { scope: USER, kind: 'requests', limit: 60, left: 54 },
      { scope: USER, kind: 'tokens', limit: 80_000, left: 71_240 },
      { scope: USER, kind: 'concurrency', limit: 8, left: 7 },
    ],
    denials: [denial()],
    denialCount: 3,
    example: { alias: 'standard', amount: usd(0.016) },
    ...over,
  };
}

export function attempt(over: Partial<LlmAttempt> = {}): LlmAttempt {
  return {
    id: 'a-1',
    requestId: 'r-1',
    attempt: 1,
    at: daysAgo(1),
    user: USER,
    service: SERVICE,
    system: SYSTEM,
    team: TEAM,
    deployment: 'prod-2026-09-22',
    commit: '8d41e07aab12',
    operation: 'chat',
    alias: 'standard',
    provider: 'built-in',
    model: 'mock-1',
    priceVersion: '2026-09-01',
    policyDigest: `sha256:${'a'.repeat(64)}`,
    inputTokens: 4_000,
    cachedInputTokens: 0,
    outputTokens: 1_000,
    estimated: false,
    outcome: 'settled',
    amount: usd(0.016),
    status: 200,
    end: 'stop',
    firstByteMs: 120,
    durationMs: 840,
    cache: 'none',
    imported: false,
    ...over,
  };
}

export function summary(
  entityRef: string,
  over: Partial<LlmSummary> = {},
): LlmSummary {
  const own = budget(entityRef, {
    kind: 'service',
    limit: usd(450),
    settled: usd(384.12),
    held: usd(2.9),
    unreconciled: usd(2.22),
    unreconciledCalls: 2,
    forecast: usd(514),
    reachesLimitOn: `${period}-26`,
  });
  return {
    entityRef,
    budget: own,
    tightest: own,
    calls: 21_480,
    denials: 14,
    denialsByStage: { policy: 4, rate: 10 },
    models: [
      { alias: 'standard', calls: 12_000, amount: usd(276) },
      { alias: 'fast', calls: 9_000, amount: usd(93) },
    ],
    daily: [],
    compliance: 0.999,
    ...over,
  };
}
