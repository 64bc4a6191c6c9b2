import fc from 'fast-check';
import { parseDuration } from './duration';

describe('parseDuration', () => {
  it('adds up weeks, days, hours and minutes', () => {
    fc.assert(
      fc.property(
        fc.tuple(fc.nat(60), fc.nat(400), fc.nat(48), fc.nat(90)),
        ([weeks, days, hours, minutes]) => {
          const text = `P${weeks}W${days}DT${hours}H${minutes}M`;
          const total = ((weeks * 7 + days) * 24 + hours) * 60 + minutes;
          expect(parseDuration(text)).toBe(total * 60_000);
        },
      ),
    );
  });

  it.each(['', 'P', 'PT', 'P1M', 'P1Y', '1D', 'P1DT', 'P-1D', 'P1H'])(
    'refuses %p',
    text => {
      expect(() => parseDuration(text)).toThrow('no ISO 8601 duration');
    },
  );
});
