/** A time to the minute in UTC, as in `2026-09-21 11:20 UTC`. */
export function formatTime(iso: string): string {
  const text = new Date(iso).toISOString();
  return `${text.slice(0, 10)} ${text.slice(11, 16)} UTC`;
}
