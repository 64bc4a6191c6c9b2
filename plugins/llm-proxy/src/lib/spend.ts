import type { LlmUsageRow } from '@waymark/backstage-plugin-llm-proxy-common';
import { dayOf, daysBetween } from './dates';

/** What a scope spent on one day, and until its end. */
export interface SpendDay {
  day: string;
  calls: number;
  inputTokens: number;
  outputTokens: number;
  /** Nano-dollars. */
  settled: number;
  /** Nano-dollars since the first day. */
  total: number;
}

/** Every day from the first to the last, those without a call as well. */
export function spendByDay(
  rows: LlmUsageRow[],
  scope: string,
  from: string,
  to: string,
): SpendDay[] {
  const byDay = new Map(
    rows.filter(row => row.scope === scope).map(row => [row.day, row]),
  );
  let total = 0;
  return daysBetween(from, to).map(ms => {
    const day = dayOf(ms);
    const row = byDay.get(day);
    const settled = row?.settled ?? 0;
    total += settled;
    return {
      day,
      calls: row?.calls ?? 0,
      inputTokens: row?.inputTokens ?? 0,
      outputTokens: row?.outputTokens ?? 0,
      settled,
      total,
    };
  });
}
