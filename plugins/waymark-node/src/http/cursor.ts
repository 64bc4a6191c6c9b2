import type { z } from 'zod';

/**
 * Writes a keyset cursor: opaque to callers, safe in a URL.
 *
 * @param key - the sort key of the last row of a page
 *
 * @public
 */
export function encodeCursor(key: ReadonlyArray<string | number>): string {
  return Buffer.from(JSON.stringify(key), 'utf8').toString('base64url');
}

/**
 * Reads a keyset cursor and validates it, so that a forged one is a client's
 * error and never reaches a query with another shape.
 *
 * @param invalid - makes the error to throw for a cursor that does not fit
 *
 * @public
 */
export function decodeCursor<T>(
  cursor: string,
  schema: z.ZodType<T>,
  invalid: () => Error,
): T {
  let raw: unknown;
  try {
    raw = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    throw invalid();
  }
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw invalid();
  }
  return parsed.data;
}

/**
 * Cuts one page out of rows that were read with `limit + 1`.
 *
 * @public
 */
export function pageOf<T>(
  rows: T[],
  limit: number,
  keyOf: (row: T) => ReadonlyArray<string | number>,
): { items: T[]; nextCursor: string | null } {
  if (rows.length <= limit) {
    return { items: rows, nextCursor: null };
  }
  const items = rows.slice(0, limit);
  return { items, nextCursor: encodeCursor(keyOf(items[limit - 1])) };
}
