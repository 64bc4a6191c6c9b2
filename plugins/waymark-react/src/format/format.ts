/**
 * Shortens a name in its middle, where it says least; the end tells versions
 * and leaves apart.
 *
 * @param max - characters that remain, the ellipsis included
 * @public
 */
export function middleCut(text: string, max: number): string {
  const characters = Array.from(text);
  if (characters.length <= max) {
    return text;
  }
  const head = Math.ceil((max - 1) / 2);
  const tail = Math.floor((max - 1) / 2);
  return `${characters.slice(0, head).join('')}…${characters
    .slice(characters.length - tail)
    .join('')}`;
}

/**
 * An age in the largest unit that fits, rounded down; what lies ahead of
 * `now` has age 0.
 *
 * @param ms - milliseconds
 * @public
 */
export function splitAge(ms: number): {
  unit: 'minutes' | 'hours' | 'days';
  value: number;
} {
  const minutes = Math.max(0, Math.floor(ms / 60_000));
  if (minutes < 60) {
    return { unit: 'minutes', value: minutes };
  }
  const hours = Math.floor(minutes / 60);
  return hours < 24
    ? { unit: 'hours', value: hours }
    : { unit: 'days', value: Math.floor(hours / 24) };
}

/**
 * Share of a whole in whole percent, rounded down so that 100 means all; 0
 * when there is nothing.
 *
 * @public
 */
export function percent(part: number, whole: number): number {
  return whole > 0 ? Math.floor((part * 100) / whole) : 0;
}

/**
 * Bytes with a decimal unit, as in `1.4 MB`.
 *
 * @param bytes - a count of at least 0
 * @public
 */
export function formatBytes(bytes: number, language?: string): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return new Intl.NumberFormat(language, {
    style: 'unit',
    unit: units[unit],
    unitDisplay: 'short',
    maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0,
  }).format(value);
}
