import { formatBytes, middleCut, percent, splitAge } from './format';

describe('middleCut', () => {
  it('leaves what fits', () => {
    expect(middleCut('checkout', 8)).toBe('checkout');
  });

  it('keeps the beginning and the end', () => {
    expect(middleCut('a-name-of-some-length', 9)).toBe('a-na…ngth');
  });

  it.each([2, 3, 10, 25, 60])('never grows past %d characters', max => {
    for (const text of ['', 'x', 'é'.repeat(30), '🧾'.repeat(40)]) {
      const cut = middleCut(text, max);
      expect(Array.from(cut).length).toBeLessThanOrEqual(max);
      expect(cut).not.toContain('\ufffd');
    }
  });
});

describe('splitAge', () => {
  const minute = 60_000;
  it.each([
    [-5 * minute, 'minutes', 0],
    [59 * minute, 'minutes', 59],
    [60 * minute, 'hours', 1],
    [24 * 60 * minute - 1, 'hours', 23],
    [12 * 24 * 60 * minute, 'days', 12],
  ])('reads %d ms', (ms, unit, value) => {
    expect(splitAge(ms)).toEqual({ unit, value });
  });
});

describe('percent', () => {
  it('says 100 for all of them alone', () => {
    expect(percent(999, 1000)).toBe(99);
    expect(percent(1000, 1000)).toBe(100);
  });

  it('is 0 of nothing', () => {
    expect(percent(0, 0)).toBe(0);
  });
});

describe('formatBytes', () => {
  it.each([
    [0, '0 byte'],
    [999, '999 byte'],
    [1_432_112, '1.4 MB'],
    [82_000_000, '82 MB'],
  ])('reads %d', (bytes, text) => {
    expect(formatBytes(bytes, 'en')).toBe(text);
  });
});
