import type { CatalogFacts } from '../catalog/facts';
import type { Bound } from '../principals/binding';
import { type ScopeMoney, scopeNodes, withoutIdle } from './tree';

const group = (parent: string | null, type = 'team') => ({
  title: 'a group',
  type,
  parent,
});
const component = { owner: null, system: null, trusted: true, annotations: {} };
const system = { title: 'shop', owner: null, dataClass: null, trusted: true };
const bound = (owner: string | null, sys: string | null = null): Bound => ({
  owner,
  system: sys,
  dataClass: null,
});

const facts: CatalogFacts = {
  groups: new Map([
    ['group:default/all', group(null, 'organization')],
    ['group:default/payments', group('group:default/all')],
    ['group:default/risk', group('group:default/all')],
    ['group:default/role-x', group(null, 'role')],
    ['group:default/loop-a', group('group:default/loop-b')],
    ['group:default/loop-b', group('group:default/loop-a')],
  ]),
  systems: new Map([['system:default/shop', system]]),
  components: new Map([
    ['component:default/checkout', component],
    ['component:default/fraud', component],
    ['component:default/stray', component],
  ]),
  users: new Map([['user:default/mara', []]]),
  models: [],
};
const binds = new Map([
  ['system:default/shop', bound('group:default/payments')],
  [
    'component:default/checkout',
    bound('group:default/payments', 'system:default/shop'),
  ],
  [
    'component:default/fraud',
    bound('group:default/risk', 'system:default/shop'),
  ],
  ['component:default/stray', bound('group:default/nobody')],
]);

const nodes = scopeNodes(facts, binds, {
  teamOf: () => 'group:default/payments',
  providers: ['builtin'],
});
const parents = new Map(nodes.map(node => [node.scope, node.parent]));

describe('the tree of scopes', () => {
  it('puts services below their System where one owner has both', () => {
    expect(parents.get('component:default/checkout')).toBe(
      'system:default/shop',
    );
    expect(parents.get('component:default/fraud')).toBe('group:default/risk');
    expect(parents.get('component:default/stray')).toBeNull();
    expect(parents.get('user:default/mara')).toBe('group:default/payments');
    expect(parents.has('group:default/role-x')).toBe(false);
  });

  it('names every scope once, parents first, loops and all', () => {
    const seen = new Set<string | null>([null]);
    for (const node of nodes) {
      expect(seen).toContain(node.parent);
      expect(seen).not.toContain(node.scope);
      seen.add(node.scope);
    }
    expect(seen).toContain('group:default/loop-a');
  });

  it('leaves out what neither spends nor is limited', () => {
    const money = (settled: number, limit: number | null): ScopeMoney => ({
      settled,
      limit,
      held: 0,
      unreconciled: 0,
      unreconciledCalls: 0,
      setBy: null,
      setAt: null,
    });
    const kept = withoutIdle(
      nodes,
      new Map([
        ['component:default/checkout', money(1, null)],
        ['component:default/fraud', money(0, 0)],
        ['component:default/stray', money(0, null)],
      ]),
    ).map(node => node.scope);
    expect(kept).toContain('system:default/shop');
    expect(kept).toContain('component:default/checkout');
    expect(kept).toContain('component:default/fraud');
    expect(kept).not.toContain('component:default/stray');
    expect(kept).not.toContain('user:default/mara');
    expect(kept).not.toContain('provider:builtin');
    expect(kept).toContain('group:default/risk');
  });
});
