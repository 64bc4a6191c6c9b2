import fc from 'fast-check';
import { effectiveAt, type Ordered, supersedes } from './order';

const time = fc.integer({ min: 0, max: 1000 });
const maybe = fc.option(time);
const ordered: fc.Arbitrary<Ordered> = fc.record({
  effectiveAt: time,
  receivedAt: time,
  serialNumber: fc.constantFrom(null, 'a', 'b'),
  bomVersion: fc.option(fc.integer({ min: 1, max: 3 })),
});

describe('effectiveAt', () => {
  it('is never after receipt, and one of what was claimed', () => {
    fc.assert(
      fc.property(
        fc.record({
          channel: fc.constantFrom('main', 'pr', 'deployed:prod'),
          receivedAt: time,
          importedAt: maybe,
          commitTime: maybe,
          generatedAt: maybe,
        }),
        claims => {
          const at = effectiveAt(claims);
          expect(at).toBeLessThanOrEqual(claims.receivedAt);
          expect([
            claims.receivedAt,
            claims.importedAt,
            claims.commitTime,
            claims.generatedAt,
          ]).toContain(at);
        },
      ),
    );
  });

  it('goes by deployment and not by build in deployed channels', () => {
    expect(
      effectiveAt({
        channel: 'deployed:prod',
        receivedAt: 9,
        importedAt: null,
        commitTime: 1,
        generatedAt: 2,
      }),
    ).toBe(9);
  });
});

describe('supersedes', () => {
  it('lets at least one of two uploads stand, and both only in a tie', () => {
    fc.assert(
      fc.property(ordered, ordered, (a, b) => {
        const [ab, ba] = [supersedes(a, b), supersedes(b, a)];
        const tie =
          a.effectiveAt === b.effectiveAt && a.receivedAt === b.receivedAt;
        expect(ab || ba).toBe(true);
        expect(ab && ba && !tie).toBe(false);
      }),
    );
  });
});
