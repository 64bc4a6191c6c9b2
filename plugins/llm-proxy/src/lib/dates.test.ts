import {
  boundsOf,
  dateFormats,
  daysBetween,
  daysUntil,
  lastPeriods,
} from './dates';

it('bounds a month, leap days included', () => {
  expect(boundsOf('2028-02')).toEqual({
    from: '2028-02-01',
    to: '2028-02-29',
    end: Date.parse('2028-03-01'),
  });
  expect(boundsOf('2026-12').to).toBe('2026-12-31');
});

it('counts periods back over a year’s end, on the last day of a month', () => {
  expect(lastPeriods(Date.parse('2026-01-31T23:00:00Z'), 3)).toEqual([
    '2026-01',
    '2025-12',
    '2025-11',
  ]);
});

it('rounds days up, and none are negative', () => {
  const now = Date.parse('2026-09-23T10:00:00Z');
  expect(daysUntil(Date.parse('2026-10-01'), now)).toBe(8);
  expect(daysUntil(now - 1, now)).toBe(0);
});

it('lists days in UTC', () => {
  expect(daysBetween('2026-03-28', '2026-03-30')).toHaveLength(3);
  expect(daysBetween('2026-03-30', '2026-03-28')).toEqual([]);
});

it('writes days in UTC', () => {
  const en = dateFormats('en-GB');
  expect(en.time('2026-09-22T16:41:00Z')).toBe('22 Sept, 16:41');
  expect(en.monthYear('2026-09')).toBe('September 2026');
  expect(dateFormats('de').day('2026-10-01')).toBe('1. Okt.');
});
