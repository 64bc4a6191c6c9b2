import type { Model } from '../models/types';
import type { Principal } from '../principals/types';
import { ConfigPolicy } from './ConfigPolicy';

const model = {
  alias: 'standard',
  dataClass: 'internal',
  regions: ['eu'],
  retentionDays: 0,
  endOfLife: null,
  replacedBy: null,
} as unknown as Model;

const principal = {
  team: 'group:default/payments',
  groups: ['group:default/payments', 'group:default/all'],
  system: 'system:default/books',
  dataClass: 'internal',
  scopes: new Set(['llm:chat']),
} as unknown as Principal;

const policy = new ConfigPolicy(
  {
    default: { models: ['fast'] },
    teams: [
      { group: 'group:default/all', models: ['standard'], regions: ['eu'] },
    ],
    owner: 'group:default/platform',
  },
  () => 1_000,
);

function decide(
  who: Partial<Principal> = {},
  what: Partial<Model> = {},
  operation: 'chat' | 'embeddings' = 'chat',
) {
  return policy.decide({
    principal: { ...principal, ...who },
    operation,
    model: { ...model, ...what },
  });
}

describe('ConfigPolicy', () => {
  it('allows what the nearest listed group allows', () => {
    expect(decide()).toEqual({ allowed: true, maxOutputTokens: null });
    expect(decide({ groups: [] }, { alias: 'fast' })).toMatchObject({
      allowed: true,
    });
  });

  it.each([
    ['LLM001', {}, {}, 'embeddings'],
    ['LLM002', {}, { alias: 'fast' }, 'chat'],
    ['LLM002', { groups: [] }, {}, 'chat'],
    ['LLM003', {}, { regions: ['eu', 'us'] }, 'chat'],
    ['LLM004', { dataClass: 'confidential' }, {}, 'chat'],
    [
      'LLM004',
      { dataClass: 'confidential' },
      { dataClass: 'confidential', retentionDays: 30 },
      'chat',
    ],
    ['LLM006', {}, { endOfLife: 1_000 }, 'chat'],
  ] as const)('denies by %s', (rule, who, what, operation) => {
    expect(decide(who, what, operation)).toMatchObject({
      allowed: false,
      rule,
      owner: 'group:default/platform',
    });
  });

  it('allows confidential data where nothing is kept', () => {
    expect(
      decide({ dataClass: 'confidential' }, { dataClass: 'confidential' }),
    ).toMatchObject({ allowed: true });
  });

  it('has a digest that follows its parameters', () => {
    const other = new ConfigPolicy({ default: { models: [] }, teams: [] });
    expect(policy.digest()).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(other.digest()).not.toBe(policy.digest());
  });
});
