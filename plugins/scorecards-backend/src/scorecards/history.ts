import type {
  CheckState,
  ScorecardsOverview,
} from '@waymark/backstage-plugin-scorecards-common';
import { type ChangeRow, isoOf, type LevelChangeRow } from '../database/rows';

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** Half-open, UTC ms. */
export interface Week {
  readonly from: number;
  readonly to: number;
}

/** Twelve weeks and the running one, oldest first; weeks begin on Monday, UTC. */
export function weeksUntil(now: number): Week[] {
  // 1 January 1970 was a Thursday.
  const monday = Math.floor((now / DAY + 3) / 7) * WEEK - 3 * DAY;
  return Array.from({ length: 13 }, (_, index) => {
    const from = monday - (12 - index) * WEEK;
    return { from, to: from + WEEK };
  });
}

/**
 * How many services had which level at the end of each week; of the running
 * one, now. Services without evidence count as `none` only from when they had
 * any, so that the bars tell of levels and not of the catalog.
 */
export function levelsByWeek(
  weeks: readonly Week[],
  refs: readonly string[],
  changes: readonly LevelChangeRow[],
  policies: ReadonlyArray<{ at: number }>,
  now: number,
): ScorecardsOverview['weeks'] {
  const known = new Set(refs);
  const levels = new Map<string, string>();
  let place = 0;
  const sorted = [...changes].sort(
    (a, b) => Number(a.at) - Number(b.at) || a.id - b.id,
  );
  return weeks.map(({ from, to }) => {
    for (; place < sorted.length && Number(sorted[place].at) < to; place += 1) {
      const { entity_ref, level } = sorted[place];
      if (known.has(entity_ref)) {
        levels.set(entity_ref, level ?? 'none');
      }
    }
    const counts: Record<string, number> = {};
    for (const level of levels.values()) {
      counts[level] = (counts[level] ?? 0) + 1;
    }
    return {
      from: isoOf(from),
      running: to > now,
      counts,
      marks: policies
        .filter(({ at }) => at >= from && at < to)
        .map(() => 'Another policy came into force'),
    };
  });
}

type Change = Pick<ChangeRow, 'at' | 'entity_ref' | 'from_state' | 'to_state'>;

/** How many services failed at the end of each of the last twelve weeks. */
export function failingByWeek(
  weeks: readonly Week[],
  now: ReadonlyArray<readonly [entityRef: string, state: CheckState]>,
  changes: readonly Change[],
): number[] {
  const states = new Map<string, CheckState | null>(now);
  // Backwards from what is: each change undone gives what was before it.
  const undone = [...changes]
    .sort((a, b) => Number(a.at) - Number(b.at))
    .reverse();
  let place = 0;
  const counts: number[] = [];
  for (const { to } of [...weeks.slice(0, -1)].reverse()) {
    for (
      ;
      place < undone.length && Number(undone[place].at) >= to;
      place += 1
    ) {
      states.set(undone[place].entity_ref, undone[place].from_state);
    }
    counts.push([...states.values()].filter(state => state === 'fail').length);
  }
  return counts.reverse();
}
