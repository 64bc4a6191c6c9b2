import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type {
  CheckState,
  ScorecardSummary,
} from '@waymark/backstage-plugin-scorecards-common';
import type { ChangeStore } from '../database/ChangeStore';
import { isoOf, type StandingRow } from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import { blocksOf, type CheckStanding, stateOf } from './levels';
import { type ScorePolicy, scorePolicy } from './policyData';
import { countsOf, toChange } from './wire';

/** One entity as it stands, in memory. */
export interface Standing {
  readonly entityRef: string;
  readonly row: StandingRow | undefined;
  readonly checks: ReadonlyMap<string, CheckStanding>;
}

/** How many entities stand, in a constant number of queries. */
export class SummaryService {
  readonly #options: {
    changes: ChangeStore;
    freshFor: number;
    now: () => number;
    policies: PolicyService;
    scores: ScoreStore;
  };

  constructor(options: {
    changes: ChangeStore;
    freshFor: number;
    now: () => number;
    policies: PolicyService;
    scores: ScoreStore;
  }) {
    this.#options = options;
  }

  /** In the order of the refs. */
  async standings(entityRefs: readonly string[]): Promise<Standing[]> {
    const { scores } = this.#options;
    const [rows, checks] = await Promise.all([
      scores.standings(entityRefs),
      scores.checksOf(entityRefs),
    ]);
    const rowOf = new Map(rows.map(row => [row.entity_ref, row]));
    const checksOf = new Map<string, Map<string, CheckStanding>>(
      entityRefs.map(ref => [ref, new Map()]),
    );
    for (const { entity_ref, rule, since, state } of checks) {
      checksOf.get(entity_ref)?.set(rule, { state, since: Number(since) });
    }
    return entityRefs.map(entityRef => ({
      entityRef,
      row: rowOf.get(entityRef),
      checks: checksOf.get(entityRef)!,
    }));
  }

  /** In the order of the refs. */
  async summaries(entityRefs: readonly string[]): Promise<ScorecardSummary[]> {
    const { changes, policies } = this.#options;
    const [standings, newest] = await Promise.all([
      this.standings(entityRefs),
      changes.newest(entityRefs),
    ]);
    const policy = scorePolicy(policies.current());
    return standings.map(standing => {
      const last = newest.get(standing.entityRef);
      return {
        ...this.summaryOf(standing, policy),
        lastChange: last ? toChange(last) : null,
      };
    });
  }

  /** Without the last change. */
  summaryOf(
    { checks, entityRef, row }: Standing,
    policy: ScorePolicy,
  ): Omit<ScorecardSummary, 'lastChange'> {
    const state = this.freshness(row);
    const level = row?.level ?? null;
    return {
      entityRef,
      state,
      level,
      levelWithoutExceptions: row?.level_without_exceptions ?? null,
      ...blocksOf(checks, policy, level),
      counts: countsOf(state === 'none' ? [] : statesOf(checks, policy)),
      evaluatedAt: state === 'none' ? null : isoOf(row!.evaluated_at),
    };
  }

  /** `none` before the first evidence. */
  freshness(row: StandingRow | undefined): 'none' | 'fresh' | 'stale' {
    const { freshFor, now } = this.#options;
    const at = Number(row?.evidence_at ?? 0);
    if (at === 0) {
      return 'none';
    }
    return now() - at <= freshFor ? 'fresh' : 'stale';
  }
}

function statesOf(
  checks: Standing['checks'],
  policy: ScorePolicy,
): CheckState[] {
  return [...policy.rules.keys()].map(rule => stateOf(checks, rule, policy));
}
