const pattern =
  /^P(?!$)(?:(\d+)W)?(?:(\d+)D)?(?:T(?!$)(?:(\d+)H)?(?:(\d+)M)?)?$/;
const units = [7 * 86_400_000, 86_400_000, 3_600_000, 60_000];

/**
 * Milliseconds of an ISO 8601 duration of weeks, days, hours and minutes.
 * Throws for any other text, months included: they have no fixed length.
 */
export function parseDuration(text: string): number {
  const parts = pattern.exec(text);
  if (!parts) {
    throw new Error(`"${text}" is no ISO 8601 duration in W, D, H and M.`);
  }
  return units.reduce(
    (sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0),
    0,
  );
}
