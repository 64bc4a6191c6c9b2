import type { CheckState } from '@waymark/backstage-plugin-scorecards-common';
import type { ScorePolicy } from './policyData';

/** A check as levels see it. */
export interface CheckStanding {
  readonly state: CheckState;
  /** UTC ms. */
  readonly since: number;
}

/** Checks of one entity, by rule. */
export type Checks = ReadonlyMap<string, CheckStanding>;

const GOOD: readonly CheckState[] = ['pass', 'exempt', 'not_applicable'];

/** The level of an entity, and what led to it. */
export interface Levels {
  readonly level: string | null;
  readonly withoutExceptions: string | null;
  /** When an unknown check stops holding the level, UTC ms. */
  readonly graceUntil: number | null;
}

/** What one look at the checks goes by. */
export interface LevelContext {
  readonly policy: ScorePolicy;
  /** UTC ms. */
  readonly now: number;
  /** Milliseconds. */
  readonly grace: number;
  /** Before; null for none. */
  readonly previous: string | null;
}

/**
 * The highest level whose rules, and those of every level below, hold. What
 * became unknown stops a rise at once and takes a level away after the grace: a
 * broken collector must not demote a company.
 */
export function levelsOf(checks: Checks, context: LevelContext): Levels {
  const { now, policy, previous } = context;
  const good = (rule: string) => GOOD.includes(stateOf(checks, rule, policy));
  const held = (rule: string) =>
    good(rule) || inGrace(checks.get(rule), context);
  const strict = highest(policy, good);
  const lenient = Math.min(highest(policy, held), indexOf(policy, previous));
  const ends = [...checks.values()]
    .filter(check => inGrace(check, context))
    .map(({ since }) => since + context.grace)
    .filter(end => end > now);
  return {
    level: policy.levels[Math.max(strict, lenient)]?.id ?? null,
    withoutExceptions:
      policy.levels[
        Math.min(
          Math.max(strict, lenient),
          highest(
            policy,
            rule => held(rule) && stateOf(checks, rule, policy) !== 'exempt',
          ),
        )
      ]?.id ?? null,
    graceUntil: ends.length ? Math.min(...ends) : null,
  };
}

/** Whether an unknown check still holds the level. */
export function inGrace(
  check: CheckStanding | undefined,
  { grace, now }: Pick<LevelContext, 'grace' | 'now'>,
): boolean {
  return (
    check !== undefined &&
    (check.state === 'unknown' || check.state === 'error') &&
    now - check.since < grace
  );
}

/**
 * The state of a rule for which nothing was judged yet: a stage that the entity
 * never came to says nothing against it.
 */
export function stateOf(
  checks: Checks,
  rule: string,
  { rules }: ScorePolicy,
): CheckState {
  const state = checks.get(rule)?.state;
  if (state) {
    return state;
  }
  return rules.get(rule)?.stages.includes('main')
    ? 'unknown'
    : 'not_applicable';
}

/** Rules of the next level, and those below it, that do not hold. */
export function blocksOf(
  checks: Checks,
  policy: ScorePolicy,
  level: string | null,
): { nextLevel: string | null; blocks: string[] } {
  const place = indexOf(policy, level);
  const next = policy.levels[place + 1];
  const asked = policy.levels.slice(0, place + 2).flatMap(({ rules }) => rules);
  return {
    nextLevel: next?.id ?? null,
    blocks: next
      ? asked.filter(rule => !GOOD.includes(stateOf(checks, rule, policy)))
      : [],
  };
}

/** Whether a state stands for a rule that holds. */
export function holds(state: CheckState): boolean {
  return GOOD.includes(state);
}

/** -1 for none. */
export function indexOf({ levels }: ScorePolicy, level: string | null): number {
  return levels.findIndex(({ id }) => id === level);
}

function highest(
  { levels }: ScorePolicy,
  holdsRule: (rule: string) => boolean,
): number {
  const broken = levels.findIndex(({ rules }) => !rules.every(holdsRule));
  return broken === -1 ? levels.length - 1 : broken - 1;
}
