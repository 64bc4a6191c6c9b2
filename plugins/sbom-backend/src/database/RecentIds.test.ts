import fc from 'fast-check';
import { RecentIds } from './RecentIds';

const uses = fc.array(
  fc.record({
    key: fc.integer({ min: 0, max: 30 }).map(String),
    sets: fc.boolean(),
  }),
  { maxLength: 300 },
);

describe('RecentIds', () => {
  it('never answers with another id than the one that was set', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 20 }), (steps, most) => {
        const ids = new RecentIds(most);
        const set = new Map<string, number>();
        steps.forEach(({ key, sets }, index) => {
          if (sets) {
            ids.set(key, index);
            set.set(key, index);
          }
          expect([undefined, set.get(key)]).toContain(ids.get(key));
        });
      }),
    );
  });

  it('remembers at least half of what it may, and never more than all', () => {
    const ids = new RecentIds(100);
    for (let id = 0; id < 1_000; id += 1) {
      ids.set(String(id), id);
    }
    const known = Array.from({ length: 1_000 }, (_, id) => id).filter(
      id => ids.get(String(id)) !== undefined,
    );
    expect(known.slice(-50)).toEqual(
      Array.from({ length: 50 }, (_, index) => 950 + index),
    );
    expect(known.length).toBeLessThanOrEqual(100);
  });

  it('keeps what is asked for again and again', () => {
    const ids = new RecentIds(10);
    ids.set('often', 7);
    for (let id = 0; id < 100; id += 1) {
      ids.set(String(id), id);
      expect(ids.get('often')).toBe(7);
    }
  });
});
