import fc from 'fast-check';
import { csvLine, dollars } from './csv';
import { startOfDay } from './days';
import { forecast } from './forecast';

const at = (day: string, hour = 0) => startOfDay(day) + hour * 3_600_000;

describe('forecast', () => {
  const input = { period: '2026-11', settled: 100, limit: 250 };

  it('carries the pace on', () => {
    expect(forecast({ ...input, now: at('2026-11-11') })).toEqual({
      forecast: 300,
      reachesLimitOn: '2026-11-26',
    });
  });

  it('says nothing in the first day', () => {
    const expected = { forecast: null, reachesLimitOn: null };
    expect(forecast({ ...input, now: at('2026-11-01', 23) })).toEqual(expected);
    expect(forecast({ ...input, now: at('2026-10-01') })).toEqual(expected);
  });

  it('does not reach a limit that the pace does not', () => {
    const now = at('2026-11-16');
    expect(forecast({ ...input, now })).toEqual({
      forecast: 200,
      reachesLimitOn: null,
    });
    expect(forecast({ ...input, limit: null, now }).reachesLimitOn).toBeNull();
  });

  it('stays within the period, and at what is settled once it is over', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000),
        fc.nat(1_000_000_000),
        fc.integer({ min: at('2026-11-02'), max: at('2027-02-01') }),
        (settled, limit, now) => {
          const result = forecast({ period: '2026-11', now, settled, limit });
          const over = now >= at('2026-12-01');
          expect(result.forecast).toBeGreaterThanOrEqual(settled);
          expect(over && result.forecast !== settled).toBe(false);
          expect(result.reachesLimitOn ?? '2026-11-01').toMatch(/^2026-11-/);
        },
      ),
    );
  });
});

describe('money and fields of CSV', () => {
  it.each([
    [0, '0'],
    [1, '0.000000001'],
    [1_500_000_000, '1.5'],
    ['9000000000000000001', '9000000000.000000001'],
    [-20_000_000, '-0.02'],
  ])('prints %s as %s', (nano, text) => {
    expect(dollars(nano)).toBe(text);
  });

  it('makes no formula of a text', () => {
    expect(csvLine(['=1+1', '@x', '-2', 'a,"b"'])).toBe(
      `'=1+1,'@x,'-2,"a,""b"""\r\n`,
    );
  });
});
