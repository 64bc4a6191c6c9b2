import { dayOf, daysOfPeriod, startOfDay } from './days';

const DAY = 86_400_000;

export interface Forecast {
  /** Nano-dollars by the end of the period; null in its first day. */
  readonly forecast: number | null;
  /** UTC day; null when the limit is not reached within the period. */
  readonly reachesLimitOn: string | null;
}

/**
 * Carries on at the average pace of the period so far. A period that is over
 * comes out as it was.
 */
export function forecast(input: {
  readonly period: string;
  readonly now: number;
  readonly settled: number;
  readonly limit: number | null;
}): Forecast {
  const { period, now, settled, limit } = input;
  const { first, last } = daysOfPeriod(period);
  const start = startOfDay(first);
  const length = startOfDay(last) + DAY - start;
  const elapsed = Math.min(now - start, length);
  if (elapsed < DAY) {
    return { forecast: null, reachesLimitOn: null };
  }
  const total = Math.round((settled * length) / elapsed);
  return { forecast: total, reachesLimitOn: reached() };

  function reached(): string | null {
    if (limit === null || settled === 0 || total < limit) {
      return null;
    }
    const at = start + (elapsed * limit) / settled;
    const end = start + length - 1;
    return dayOf(Math.floor(Math.min(at, end)));
  }
}
