/** A day is `2026-11-23`, a period `2026-11`; both are UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function periodOf(at: number): string {
  return dayOf(at).slice(0, 7);
}

/** UTC milliseconds of the begin of a day. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`);
}

export function addDays(day: string, days: number): string {
  return dayOf(startOfDay(day) + days * 86_400_000);
}

/** First day, last day and what comes after, of a period. */
export function daysOfPeriod(period: string): { first: string; last: string } {
  const [year, month] = period.split('-').map(Number);
  const first = `${period}-01`;
  return { first, last: dayOf(Date.UTC(year, month, 0)) };
}

/**
 * The day that an amount counts for. A call at midnight may be held in one
 * month and recorded in the next: it stays within the period of its hold, so
 * that days sum up to periods.
 */
export function dayWithin(at: number, period: string): string {
  const day = dayOf(at);
  const { first, last } = daysOfPeriod(period);
  if (day < first) {
    return first;
  }
  return day > last ? last : day;
}
