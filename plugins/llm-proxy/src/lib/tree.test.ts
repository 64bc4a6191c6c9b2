import { budget } from '../__testUtils__/wire';
import { filterScopes, pathTo, treeRows } from './tree';

const items = [
  budget('domain:default/all', { kind: 'organization', parent: null }),
  budget('group:default/calm', { settled: 1 }),
  budget('group:default/busy', { settled: 9 }),
  budget('system:default/shop', {
    kind: 'system',
    parent: 'group:default/busy',
  }),
  budget('component:default/cart', {
    kind: 'service',
    parent: 'system:default/shop',
  }),
  budget('provider:mock', { kind: 'provider', parent: null }),
];

const names = (rows: ReturnType<typeof treeRows>) =>
  rows.map(row => `${' '.repeat(row.depth)}${row.budget.title}`);

it('puts what is most used first, providers last', () => {
  expect(names(treeRows(items, () => true))).toEqual([
    'all',
    ' busy',
    '  shop',
    '   cart',
    ' calm',
    'provider:mock',
  ]);
});

it('hides what is below a closed scope', () => {
  const rows = treeRows(items, scope => !scope.startsWith('group'));
  expect(names(rows)).toEqual(['all', ' busy', ' calm', 'provider:mock']);
  expect(rows.map(row => row.open)).toEqual([
    true,
    false,
    undefined,
    undefined,
  ]);
});

it('keeps what is under a filter and what is above it', () => {
  const kept = filterScopes(items, { system: 'system:default/shop' });
  expect(kept.map(item => item.title)).toEqual(['all', 'busy', 'shop', 'cart']);
  expect(
    filterScopes(items, {
      owner: 'group:default/calm',
      system: 'system:default/shop',
    }),
  ).toEqual([]);
});

it('shows scopes whose parent is out of sight', () => {
  const part = items.slice(3, 5);
  expect(names(treeRows(part, () => true))).toEqual(['shop', ' cart']);
});

it('ends on a circle', () => {
  const circle = [budget('a', { parent: 'b' }), budget('b', { parent: 'a' })];
  expect(pathTo(circle, 'a')).toEqual(['a', 'b']);
});
