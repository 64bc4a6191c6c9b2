import fc from 'fast-check';
import { editDistance, nearest } from './nearest';

const refs = ['checkout', 'checkin', 'ledger', 'cart'].map(
  name => `component:default/${name}`,
);

describe('nearest', () => {
  it('finds what was mistyped, best first', () => {
    expect(nearest('component:default/chekout', refs, 3)).toEqual([
      'component:default/checkout',
    ]);
    expect(nearest('component:other/ledger', refs, 3)).toEqual([
      'component:default/ledger',
    ]);
    expect(nearest('component:default/zzz', refs, 3)).toEqual([]);
  });

  it('measures a distance', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const distance = editDistance(a, b, 100);
        expect(distance).toBe(editDistance(b, a, 100));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(editDistance(a, b, 2)).toBe(Math.min(distance, 3));
      }),
    );
  });
});
