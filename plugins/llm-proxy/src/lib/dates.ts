const DAY_MS = 86_400_000;

/** Texts of days and times; all in UTC, as budgets are. */
export interface DateFormats {
  /** `1 Oct`, of a day or an instant. */
  day(iso: string): string;
  /** `22 Sep, 16:41`. */
  time(iso: string): string;
  /** `September`, of a period. */
  month(period: string): string;
  /** `September 2026`, of a period. */
  monthYear(period: string): string;
}

/** @param language - BCP 47 */
export function dateFormats(language: string): DateFormats {
  const make = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(language, {
      ...options,
      timeZone: 'UTC',
    });
    return (iso: string) => format.format(new Date(iso));
  };
  const dayMonth = { day: 'numeric', month: 'short' } as const;
  return {
    day: make(dayMonth),
    time: make({
      ...dayMonth,
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    }),
    month: make({ month: 'long' }),
    monthYear: make({ month: 'long', year: 'numeric' }),
  };
}

/** The day in UTC. @param ms - since the epoch */
export function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** The budget period of a time. @param ms - since the epoch */
export function periodOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 7);
}

/** The current period and those before it, newest first. */
export function lastPeriods(ms: number, count: number): string[] {
  const now = new Date(ms);
  return Array.from({ length: count }, (_, index) =>
    periodOf(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - index, 1)),
  );
}

/** First and last day of a period, and the instant after it in ms. */
export function boundsOf(period: string): {
  from: string;
  to: string;
  end: number;
} {
  const [year, month] = period.split('-').map(Number);
  const end = Date.UTC(year, month, 1);
  return { from: `${period}-01`, to: dayOf(end - DAY_MS), end };
}

/** Whole days until an instant, rounded up; never below 0. */
export function daysUntil(ms: number, now: number): number {
  return Math.max(0, Math.ceil((ms - now) / DAY_MS));
}

/** The days from one to another, both included, in ms since the epoch. */
export function daysBetween(from: string, to: string): number[] {
  const first = Date.parse(from);
  const count = Math.round((Date.parse(to) - first) / DAY_MS) + 1;
  return Array.from(
    { length: Math.max(0, count) },
    (_, index) => first + index * DAY_MS,
  );
}
