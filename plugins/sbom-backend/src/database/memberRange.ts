/**
 * SQL for the members of a set from one ordinal up to another; its bindings
 * are set, first ordinal, set, ordinal after the last. Compared as pairs, so
 * that no index but the primary key fits: PostgreSQL takes a set that was just
 * written for one row, and would read all of it for each step.
 */
export const memberRange =
  '(member.set_id, member.ordinal) >= (?, ?) and (member.set_id, member.ordinal) < (?, ?)';
