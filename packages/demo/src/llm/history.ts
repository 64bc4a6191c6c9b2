import type { LlmHistory } from '@waymark/backstage-plugin-llm-proxy-common';
import { createHash } from 'node:crypto';
import { partyOf, type PlannedUsage } from './plan';

type Attempt = LlmHistory['attempts'][number];

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Of a working day's calls, on a day without work. */
const WEEKEND = 0.2;

/** A number from 0 to 1 that is the same for the same text in every run. */
function chance(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE() / 2 ** 32;
}

/** First instant of the UTC month before the one of `now`. */
function startOfLastMonth(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1, 1);
}

/**
 * The calls of the past: from the first of last month until an hour ago, by
 * day. A call of a day has the same id, time and size in every run, so that a
 * second run adds only what happened since.
 */
export function pastAttempts(
  rows: readonly PlannedUsage[],
  now: number,
): Attempt[] {
  const attempts: Attempt[] = [];
  for (let day = startOfLastMonth(now); day < now; day += DAY) {
    for (const row of rows) {
      attempts.push(...attemptsOf(row, day));
    }
  }
  return attempts
    .filter(({ at }) => Date.parse(at) < now - HOUR)
    .sort((a, b) => a.at.localeCompare(b.at));
}

function* attemptsOf(row: PlannedUsage, day: number): Iterable<Attempt> {
  const date = new Date(day).toISOString().slice(0, 10);
  const { service, user } = partyOf(row);
  const who = `${service ?? ''}${user ?? ''} ${row.model} ${date}`;
  const weekday = new Date(day).getUTCDay();
  const share = weekday === 0 || weekday === 6 ? WEEKEND : 1;
  const wanted = row.perDay * share * (0.7 + 0.6 * chance(who));
  // The part of a call that is left over happens on some days.
  const count = Math.floor(wanted + chance(`${who} rest`));
  for (let call = 0; call < count; call += 1) {
    const key = `${who} ${call}`;
    // Between seven and nineteen hours.
    const hour = 7 + 12 * chance(`${key} hour`);
    const size = 0.5 + chance(`${key} size`);
    const inputTokens = Math.round(row.input * size);
    const id = createHash('sha256').update(key).digest('hex').slice(0, 24);
    yield {
      id: `demo-${id}`,
      at: new Date(day + Math.floor(hour * HOUR)).toISOString(),
      service,
      user,
      deployment: service && `${row.service}-deployed:prod-${weekOf(day)}`,
      commit:
        service &&
        createHash('sha1')
          .update(`${service} ${weekOf(day)}`)
          .digest('hex'),
      operation: row.output === 0 ? 'embeddings' : 'chat',
      alias: row.model,
      inputTokens,
      cachedInputTokens: Math.floor(inputTokens * 0.2 * chance(`${key} cache`)),
      outputTokens: Math.round(row.output * size),
      durationMs: 400 + Math.round(6_000 * chance(`${key} time`)),
    };
  }
}

function weekOf(day: number): number {
  return Math.floor(day / (7 * DAY));
}
