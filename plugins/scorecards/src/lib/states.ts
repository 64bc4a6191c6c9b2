import type {
  Check,
  CheckState,
} from '@waymark/backstage-plugin-scorecards-common';
import type { MarkState } from '@waymark/backstage-plugin-waymark-react';

/** The mark of a check's state. */
export const checkMarks: Readonly<Record<CheckState, MarkState>> = {
  pass: 'pass',
  fail: 'fail',
  exempt: 'exempt',
  not_applicable: 'none',
  unknown: 'unknown',
  error: 'warn',
};

/** Whether somebody has to do something about it. */
export function isOpen({ state }: Pick<Check, 'state'>): boolean {
  return state === 'fail' || state === 'unknown' || state === 'error';
}

/** Groups in the order in which they first come. */
export function groupBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): [string, T[]][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return [...groups];
}

/** `2026-11-24` of an instant. */
export function day(at: string): string {
  return at.slice(0, 10);
}
