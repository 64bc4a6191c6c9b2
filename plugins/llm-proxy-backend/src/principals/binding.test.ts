import { bindNext } from './binding';

const stated = {
  owner: 'group:default/payments',
  system: 'system:default/shop',
  dataClass: null,
  trusted: false,
};

describe('bindNext', () => {
  const first = bindNext(undefined, stated, 1);

  it('takes the first word of an entity', () => {
    expect(first).toEqual({
      bound: {
        owner: 'group:default/payments',
        system: 'system:default/shop',
        dataClass: null,
      },
      pending: [],
    });
  });

  it('lets a new owner wait, and the earlier one pay', () => {
    const moved = { ...stated, owner: 'group:default/rich' };
    const next = bindNext(first, moved, 2);
    expect(next.bound.owner).toBe('group:default/payments');
    expect(next.pending).toEqual([
      { what: 'owner', to: 'group:default/rich', seenAt: 2 },
    ]);
    expect(bindNext(next, moved, 3)).toEqual(next);
    expect(bindNext(next, stated, 4).pending).toEqual([]);
  });

  it('believes a trusted location at once', () => {
    const moved = { ...stated, owner: null, trusted: true };
    expect(bindNext(first, moved, 2)).toEqual({
      bound: { ...first.bound, owner: null },
      pending: [],
    });
  });

  it.each([
    [null, 'confidential', 'binds'],
    ['public', 'internal', 'binds'],
    ['confidential', 'internal', 'waits'],
    ['confidential', null, 'waits'],
    [null, 'public', 'waits'],
  ] as const)('data class %s to %s %s', (from, to, what) => {
    const before = bindNext(undefined, { ...stated, dataClass: from }, 1);
    const next = bindNext(before, { ...stated, dataClass: to }, 2);
    expect(next.bound.dataClass).toBe(what === 'binds' ? to : from);
    expect(next.pending).toHaveLength(what === 'binds' ? 0 : 1);
  });
});
