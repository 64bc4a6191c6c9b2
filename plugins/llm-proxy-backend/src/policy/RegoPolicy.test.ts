import { mockServices } from '@backstage/backend-test-utils';
import { ConfigReader } from '@backstage/config';
import {
  type PolicyService,
  startPolicy,
} from '@waymark/backstage-plugin-policy-node';
import fc from 'fast-check';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Model } from '../models/types';
import type { Principal } from '../principals/types';
import { ConfigPolicy } from './__testUtils__/ConfigPolicy';
import { RegoPolicy } from './RegoPolicy';

const model = {
  alias: 'standard',
  dataClass: 'internal',
  regions: ['eu'],
  retentionDays: 0,
  endOfLife: null,
  replacedBy: null,
} as unknown as Model;

const principal = {
  subject: 'component:default/ledger',
  team: 'group:default/payments',
  groups: ['group:default/payments', 'group:default/all'],
  system: 'system:default/books',
  dataClass: 'internal',
  scopes: new Set(['llm:chat']),
} as unknown as Principal;

const config = {
  default: { models: ['fast'] },
  teams: [
    {
      group: 'group:default/all',
      models: ['standard'],
      regions: ['eu'],
      maxOutputTokens: 500,
    },
  ],
  owner: 'group:default/platform',
};

describe('RegoPolicy', () => {
  let folder: string;
  let service: Awaited<ReturnType<typeof startPolicy>>;
  let policy: RegoPolicy;
  let now: number;
  const opened: RegoPolicy[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waymark-llm-policy-'));
    service = await startPolicy({
      config: new ConfigReader({
        policy: { embedded: { workers: 1 }, history: { directory: folder } },
      }),
      logger: mockServices.rootLogger.mock(),
    });
  });

  beforeEach(async () => {
    now = 1_000;
    policy = await start();
  });

  afterEach(() => opened.splice(0).forEach(each => each.close()));

  afterAll(async () => {
    await service?.close();
    await rm(folder, { recursive: true });
  });

  async function start(
    rules: ConstructorParameters<typeof ConfigPolicy>[0] = config,
    from: PolicyService = service,
  ) {
    const started = await RegoPolicy.start({
      policy: from,
      config: rules,
      onError: error => {
        throw error;
      },
      now: () => now,
    });
    opened.push(started);
    return started;
  }

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

  it('allows what the nearest listed group allows, within its cap', () => {
    expect(decide()).toEqual({ allowed: true, maxOutputTokens: 500 });
    expect(decide({ groups: [] }, { alias: 'fast' })).toEqual({
      allowed: true,
      maxOutputTokens: null,
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

  it('says what to do instead', () => {
    expect(decide({}, { endOfLife: 1_000, replacedBy: 'fast' })).toMatchObject({
      reason: 'standard is past its end. Use fast.',
    });
  });

  it('follows the clock past the end of a model, with the verdict kept', () => {
    const what = { endOfLife: 2_000 };
    expect(decide({}, what)).toMatchObject({ allowed: true });
    now = 1_999;
    expect(decide({}, what)).toMatchObject({ allowed: true });
    now = 2_000;
    expect(decide({}, what)).toMatchObject({ rule: 'LLM006' });
  });

  it('denies what cannot be read', () => {
    expect(
      decide({}, { dataClass: 'secret' as Model['dataClass'] }),
    ).toMatchObject({ allowed: false, rule: 'LLM004' });
  });

  it('has a digest that follows rules and parameters', async () => {
    const other = await start({ default: { models: [] }, teams: [] });
    expect(policy.digest()).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(other.digest()).not.toBe(policy.digest());
    expect((await start()).digest()).toBe(policy.digest());
  });

  it('takes other rules as soon as they are in force', async () => {
    let tell: () => void = () => {};
    let registries = ['a.example'];
    const from: PolicyService = {
      current: () => ({
        ...service.current(),
        digest: registries.join(),
      }),
      find: digest => service.find(digest),
      onChange: listener => {
        tell = () => listener(service.current());
        return () => {};
      },
    };
    const followed = await start(config, from);
    const before = followed.digest();
    registries = ['b.example'];
    tell();
    while (followed.digest() === before) {
      await new Promise(setImmediate);
    }
    expect(
      followed.decide({ principal, operation: 'chat', model }),
    ).toMatchObject({ allowed: true });
  });

  it('decides as the same rules written in another language', async () => {
    const name = fc.constantFrom('standard', 'fast', 'long');
    const group = fc.constantFrom('group:a/x', 'group:a/y', 'group:a/z');
    const region = fc.constantFrom('eu', 'us');
    const dataClass = fc.constantFrom('public', 'internal', 'confidential');
    const list = {
      models: fc.uniqueArray(name),
      regions: fc.option(fc.uniqueArray(region), { nil: undefined }),
    };
    const cap = fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined });
    const rules = fc.record({
      default: fc.record(list),
      teams: fc.uniqueArray(
        fc.record({ group, ...list, maxOutputTokens: cap }),
        { selector: team => team.group },
      ),
      owner: fc.option(fc.constant('group:a/owner'), { nil: undefined }),
    });
    const asks = fc.array(
      fc.record({
        principal: fc.record({
          groups: fc.uniqueArray(group),
          dataClass,
          scopes: fc.uniqueArray(fc.constantFrom('llm:chat', 'llm:embed')),
        }),
        operation: fc.constantFrom('chat', 'embeddings', 'responses'),
        model: fc.record({
          alias: name,
          regions: fc.uniqueArray(region),
          dataClass,
          retentionDays: fc.constantFrom(0, 30),
          endOfLife: fc.constantFrom(null, 999, 1_000, 1_001),
        }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    await fc.assert(
      fc.asyncProperty(rules, asks, async (given, asked) => {
        const rego = await start(given as never);
        const oracle = new ConfigPolicy(given as never, () => now);
        for (const ask of asked) {
          const input = {
            principal: {
              ...principal,
              ...ask.principal,
              scopes: new Set(ask.principal.scopes),
            },
            operation: ask.operation,
            model: { ...model, ...ask.model },
          } as never;
          const expected = oracle.decide(input);
          const verdict = rego.decide(input);
          expect({
            allowed: verdict.allowed,
            by: 'rule' in verdict ? verdict.rule : verdict.maxOutputTokens,
          }).toEqual({
            allowed: expected.allowed,
            by: 'rule' in expected ? expected.rule : expected.maxOutputTokens,
          });
        }
      }),
      { numRuns: 60 },
    );
  });
});
