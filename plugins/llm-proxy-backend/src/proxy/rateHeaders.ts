import type { RateState } from '../quota/types';

/** Writes `x-ratelimit-*` in the manner of OpenAI. */
export function rateHeaders(
  states: readonly RateState[],
  headers: Record<string, string>,
): void {
  for (const { kind, limit, left, resetMs } of states) {
    if (kind !== 'concurrency') {
      headers[`x-ratelimit-limit-${kind}`] = String(limit);
      headers[`x-ratelimit-remaining-${kind}`] = String(Math.max(0, left));
      headers[`x-ratelimit-reset-${kind}`] = shortDuration(resetMs);
    }
  }
}

/** `120ms`, `6s`, `1m30s`. */
function shortDuration(ms: number): string {
  if (ms < 1000) {
    return `${Math.max(0, Math.ceil(ms))}ms`;
  }
  const seconds = Math.ceil(ms / 1000);
  return seconds < 60
    ? `${seconds}s`
    : `${Math.floor(seconds / 60)}m${seconds % 60}s`;
}
