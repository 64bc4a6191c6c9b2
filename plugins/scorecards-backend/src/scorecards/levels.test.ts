import type { CheckState } from '@waymark/backstage-plugin-scorecards-common';
import type { PolicyRule } from '@waymark/policy-engine';
import fc from 'fast-check';
import { blocksOf, type CheckStanding, indexOf, levelsOf } from './levels';
import type { ScorePolicy } from './policyData';

const HOUR = 3_600_000;
const grace = 72 * HOUR;

const ids = ['R1', 'R2', 'R3'];
const policy: ScorePolicy = {
  digest: '',
  bundleDigest: '',
  levels: [
    { id: 'bronze', title: 'Bronze', rules: ['R1'] },
    { id: 'silver', title: 'Silver', rules: ['R2'] },
    { id: 'gold', title: 'Gold', rules: ['R3'] },
  ],
  categories: [],
  rules: new Map(ids.map(id => [id, { stages: ['main'] } as PolicyRule])),
  parameters: {},
  effective: new Map(),
};

function checks(states: CheckState[], since = 0) {
  return new Map<string, CheckStanding>(
    states.map((state, index) => [ids[index], { state, since }]),
  );
}

function levels(states: CheckState[], previous: string | null, now = 0) {
  return levelsOf(checks(states), { policy, now, grace, previous });
}

describe('levels', () => {
  it('need every rule of their own and of those below', () => {
    expect(levels(['pass', 'pass', 'pass'], null).level).toBe('gold');
    expect(levels(['pass', 'not_applicable', 'fail'], null).level).toBe(
      'silver',
    );
    expect(levels(['fail', 'pass', 'pass'], 'gold').level).toBeNull();
    expect(levels([], null).level).toBeNull();
  });

  it('count exceptions, and say what it would be without', () => {
    expect(levels(['pass', 'exempt', 'pass'], null)).toMatchObject({
      level: 'gold',
      withoutExceptions: 'bronze',
    });
  });

  it('are not taken by what is unknown until the grace is over', () => {
    const states: CheckState[] = ['pass', 'unknown', 'pass'];
    expect(levels(states, 'gold', 71 * HOUR)).toEqual({
      level: 'gold',
      withoutExceptions: 'gold',
      graceUntil: grace,
    });
    expect(levels(states, 'gold', grace).level).toBe('bronze');
    expect(levels(states, 'bronze', HOUR).level).toBe('bronze');
    expect(levels(['pass', 'error', 'pass'], 'silver', HOUR).level).toBe(
      'silver',
    );
  });

  it('never rise by what is unknown, nor fall by it within the grace', () => {
    const states = fc.array(
      fc.constantFrom<CheckState>(
        'pass',
        'fail',
        'exempt',
        'not_applicable',
        'unknown',
        'error',
      ),
      { minLength: 3, maxLength: 3 },
    );
    const level = fc.constantFrom(null, 'bronze', 'silver', 'gold');
    fc.assert(
      fc.property(states, level, (found, previous) => {
        const place = (id: string | null) => indexOf(policy, id);
        const { level: now, withoutExceptions } = levels(found, previous, HOUR);
        const strict = levels(found, previous, 2 * grace).level;
        const open = found.map(state =>
          state === 'unknown' || state === 'error' ? 'pass' : state,
        );
        const best = levels(open, previous).level;
        expect(place(now)).toBe(
          Math.max(place(strict), Math.min(place(previous), place(best))),
        );
        expect(place(withoutExceptions)).toBeLessThanOrEqual(place(now));
      }),
    );
  });

  it('tell what stands before the next', () => {
    expect(
      blocksOf(checks(['pass', 'fail', 'fail']), policy, 'bronze'),
    ).toEqual({ nextLevel: 'silver', blocks: ['R2'] });
    expect(blocksOf(checks(['pass', 'pass', 'pass']), policy, 'gold')).toEqual({
      nextLevel: null,
      blocks: [],
    });
  });
});
