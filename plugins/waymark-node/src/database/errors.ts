/**
 * True when a row with the same unique key is there already.
 *
 * @public
 */
export function isUniqueViolation(error: unknown): boolean {
  return ['23505', 'SQLITE_CONSTRAINT_UNIQUE'].includes(codeOf(error));
}

/**
 * True when another writer came first, so that trying again may succeed:
 * unique_violation, serialization_failure, deadlock_detected.
 *
 * @public
 */
export function isConflict(error: unknown): boolean {
  return isUniqueViolation(error) || ['40001', '40P01'].includes(codeOf(error));
}

/**
 * True when another process holds the lock of migrations, or has just made
 * their tables: unique_violation (in the catalog), duplicate_table,
 * duplicate_object (the type of a table).
 */
export function isBeingMigrated(error: unknown): boolean {
  const { name } = (error ?? {}) as { name?: unknown };
  return (
    name === 'MigrationLocked' ||
    ['23505', '42P07', '42710'].includes(codeOf(error))
  );
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown } | undefined)?.code);
}
