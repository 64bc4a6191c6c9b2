/** A value that came out of a parser, read without trusting its shape. */
export type Json = unknown;

/** An object's own members; of anything else, none. */
export function record(value: Json): Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, Json>)
    : {};
}

export function isRecord(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function array(value: Json): Json[] {
  return Array.isArray(value) ? value : [];
}

/** A text that says something; null of anything else. */
export function string(value: Json): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

export function strings(value: Json): string[] {
  return array(value).filter(
    (item): item is string => typeof item === 'string',
  );
}

/** The member at a path of names. */
export function at(value: Json, ...path: string[]): Json {
  return path.reduce<Json>((node, key) => {
    const members = record(node);
    return Object.hasOwn(members, key) ? members[key] : undefined;
  }, value);
}

/** Epoch seconds of an instant in ISO 8601, or of a number of seconds. */
export function seconds(value: Json): number | null {
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) && value >= 0 ? value : null;
  }
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isFinite(time) && time >= 0 ? Math.floor(time / 1_000) : null;
}

/** Maps with few at a time, so that a large repository does not fill memory. */
export async function flatMapAsync<T, R>(
  items: readonly T[],
  map: (item: T) => Promise<R[]>,
): Promise<R[]> {
  const results: R[] = [];
  for (const item of items) {
    for (const result of await map(item)) {
      results.push(result);
    }
  }
  return results;
}
