import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type {
  Check,
  CheckHistory,
  levelProgressSchema,
  Scorecard,
  ScorecardSummary,
} from '@waymark/backstage-plugin-scorecards-common';
import type { z } from 'zod';
import type { ChangeStore } from '../database/ChangeStore';
import { type CheckRow, isoOf, isoOrNull } from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import { problem } from '../problems';
import { holds, indexOf, inGrace, stateOf } from './levels';
import {
  categoryOf,
  levelOfRule,
  type ScorePolicy,
  scorePolicy,
} from './policyData';
import type { Standing, SummaryService } from './SummaryService';

const DAY = 86_400_000;
const HISTORY = 90 * DAY;

export interface ScorecardServiceOptions {
  readonly changes: ChangeStore;
  readonly now: () => number;
  readonly policies: PolicyService;
  readonly scores: ScoreStore;
  readonly summaries: SummaryService;
  /** Milliseconds. */
  readonly unknownGrace: number;
}

/** Everything about one entity. */
export class ScorecardService {
  readonly #options: ScorecardServiceOptions;

  constructor(options: ScorecardServiceOptions) {
    this.#options = options;
  }

  async scorecard(entityRef: string): Promise<Scorecard> {
    const { policies, scores, summaries } = this.#options;
    const policy = scorePolicy(policies.current());
    const [[summary], [standing], rows] = await Promise.all([
      summaries.summaries([entityRef]),
      summaries.standings([entityRef]),
      scores.checks(entityRef),
    ]);
    return {
      ...withoutBlocks(summary),
      levels: policy.levels.map((_, index) =>
        progressOf(index, standing, policy),
      ),
      checks: rows
        .filter(({ rule }) => policy.rules.has(rule))
        .sort((a, b) => (a.rule < b.rule ? -1 : 1))
        .map(row => this.#check(row, policy)),
      commit: standing.row?.commit_sha ?? null,
      bundleDigest: policy.bundleDigest,
    };
  }

  /** The last 90 days of a check. */
  async history(entityRef: string, rule: string): Promise<CheckHistory> {
    const { changes, now, policies } = this.#options;
    if (!scorePolicy(policies.current()).rules.has(rule)) {
      throw noRule(rule);
    }
    const to = now();
    const from = to - HISTORY;
    const [rows, marks] = await Promise.all([
      changes.ofCheck(entityRef, rule),
      changes.policies(from),
    ]);
    const before = rows.filter(({ at }) => Number(at) <= from).slice(-1);
    const within = rows.filter(({ at }) => Number(at) > from);
    return {
      from: isoOf(from),
      to: isoOf(to),
      items: [
        ...before.map(row => ({ at: isoOf(from), state: row.to_state })),
        ...within.map(row => ({ at: isoOf(row.at), state: row.to_state })),
      ],
      marks: marks.map(({ at }) => ({
        at: isoOf(at),
        text: 'Another policy came into force',
      })),
    };
  }

  #check(row: CheckRow, policy: ScorePolicy): Check {
    const { now, unknownGrace: grace } = this.#options;
    const standing = { state: row.state, since: Number(row.since) };
    return {
      rule: row.rule,
      title: policy.rules.get(row.rule)!.title,
      category: categoryOf(policy, row.rule),
      level: levelOfRule(policy, row.rule),
      state: row.state,
      since: isoOf(row.since),
      due: isoOrNull(row.due),
      exemptUntil: isoOrNull(row.exempt_until),
      inGrace: inGrace(standing, { grace, now: now() }),
      evaluatedAt: isoOf(row.evaluated_at),
      commit: row.commit_sha,
      verdictId: row.verdict_id,
      findings: JSON.parse(row.findings),
    };
  }
}

/** For a rule that the policy in force does not have. */
export function noRule(id: string): Error {
  return problem(
    404,
    'scorecards.rule_not_found',
    `The policy in force has no rule ${id}.`,
  );
}

function progressOf(
  index: number,
  { checks, row }: Standing,
  policy: ScorePolicy,
): z.infer<typeof levelProgressSchema> {
  const { id, rules, title } = policy.levels[index];
  const open = rules.filter(rule => !holds(stateOf(checks, rule, policy)));
  const reached: Record<string, number> = JSON.parse(row?.reached ?? '{}');
  return {
    id,
    title,
    passed: rules.length - open.length,
    total: rules.length,
    reached: index <= indexOf(policy, row?.level ?? null),
    reachedAt: isoOrNull(reached[id] ?? null),
    asks: open,
  };
}

/** A scorecard says per level what stands before it. */
function withoutBlocks({
  blocks,
  ...rest
}: ScorecardSummary): Omit<ScorecardSummary, 'blocks'> {
  return rest;
}
