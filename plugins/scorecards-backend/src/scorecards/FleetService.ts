import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type {
  CheckState,
  RuleDetail,
  RuleOverview,
  ScorecardFilters,
  ScorecardServicePage,
  ScorecardsOverview,
} from '@waymark/backstage-plugin-scorecards-common';
import type {
  Caller,
  ServiceRecord,
} from '@waymark/backstage-plugin-waymark-node';
import type { ChangeStore } from '../database/ChangeStore';
import { isoOf } from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import { failingByWeek, levelsByWeek, weeksUntil } from './history';
import { blocksOf, stateOf } from './levels';
import { ownersOf } from './owners';
import {
  categoryOf,
  levelOfRule,
  type ScorePolicy,
  scorePolicy,
} from './policyData';
import { noRule } from './ScorecardService';
import type { ServiceScope } from './ServiceScope';
import type { Standing, SummaryService } from './SummaryService';
import { countsOf } from './wire';

/** Exempt on more than this share of its scope, a rule is suspect. */
const SUSPECT = 0.2;

export interface FleetServiceOptions {
  readonly changes: ChangeStore;
  readonly now: () => number;
  readonly policies: PolicyService;
  readonly scope: ServiceScope;
  readonly scores: ScoreStore;
  readonly summaries: SummaryService;
}

/** What narrows the list of services down. */
export interface ServicesQuery extends ScorecardFilters {
  level?: string;
  rule?: string;
  state?: string;
  category?: string;
  /** Ref of the last service of the page before. */
  after?: string;
  limit: number;
}

/** Everything about the fleet, as far as the caller may see it. */
export class FleetService {
  readonly #options: FleetServiceOptions;

  constructor(options: FleetServiceOptions) {
    this.#options = options;
  }

  async overview(
    filters: ScorecardFilters,
    caller: Caller,
  ): Promise<ScorecardsOverview> {
    const { changes, now, scores } = this.#options;
    const policy = this.#policy();
    const { records, standings } = await this.#fleet(filters, caller);
    const refs = records.map(({ entityRef }) => entityRef);
    const weeks = weeksUntil(now());
    const [levelChanges, policies, rules] = await Promise.all([
      scores.levelChanges(refs),
      changes.policies(weeks[0].from),
      this.#rules(standings, policy),
    ]);
    return {
      countedAt: isoOf(now()),
      services: records.length,
      levels: policy.levels.map(({ id, title }) => ({ id, title })),
      categories: policy.categories.map(({ title }) => title),
      weeks: levelsByWeek(weeks, refs, levelChanges, policies, now()),
      owners: ownersOf(records, standings, policy),
      rules,
    };
  }

  async rule(id: string, caller: Caller): Promise<RuleDetail> {
    const current = this.#options.policies.current();
    const policy = this.#policy();
    const rule = policy.rules.get(id);
    if (!rule) {
      throw noRule(id);
    }
    const { standings } = await this.#fleet({}, caller);
    const [overview] = await this.#rules(standings, policy, [id]);
    return {
      ...overview,
      source: current.bundle.sources[rule.file] ?? '',
      bundleDigest: policy.bundleDigest,
    };
  }

  async services(
    query: ServicesQuery,
    caller: Caller,
  ): Promise<ScorecardServicePage & { last: string | null }> {
    const policy = this.#policy();
    const { records, standings } = await this.#fleet(query, caller);
    const recordOf = new Map(records.map(item => [item.entityRef, item]));
    const matching = standings.filter(standing =>
      matches(standing, query, policy),
    );
    const rest = matching.filter(
      ({ entityRef }) => query.after === undefined || entityRef > query.after,
    );
    const page = rest.slice(0, query.limit).map(({ entityRef }) => entityRef);
    const summaries = await this.#options.summaries.summaries(page);
    return {
      total: matching.length,
      nextCursor: null,
      last: rest.length > page.length ? page[page.length - 1] : null,
      items: summaries.map(summary => {
        const { lifecycle, owner, system } = recordOf.get(summary.entityRef)!;
        return { ...summary, owner, system, lifecycle };
      }),
    };
  }

  #policy(): ScorePolicy {
    return scorePolicy(this.#options.policies.current());
  }

  async #fleet(
    filters: ScorecardFilters,
    caller: Caller,
  ): Promise<{ records: ServiceRecord[]; standings: Standing[] }> {
    const records = await this.#options.scope.services(filters, caller);
    const standings = await this.#options.summaries.standings(
      records.map(({ entityRef }) => entityRef),
    );
    return { records, standings };
  }

  async #rules(
    standings: readonly Standing[],
    policy: ScorePolicy,
    ids: readonly string[] = [...policy.rules.keys()],
  ): Promise<RuleOverview[]> {
    const { changes, now } = this.#options;
    const judged = standings.filter(({ row }) => Number(row?.evidence_at) > 0);
    const weeks = weeksUntil(now());
    const rows = await changes.since(
      judged.map(({ entityRef }) => entityRef),
      weeks[0].from,
      ids.length === 1 ? ids[0] : undefined,
    );
    const blocked = judged.map(
      ({ checks, row }) => blocksOf(checks, policy, row?.level ?? null).blocks,
    );
    return ids.map(id => {
      const states = judged.map(({ checks }) => stateOf(checks, id, policy));
      return {
        ...describe(id, policy),
        counts: countsOf(states),
        alone: blocked.filter(rules => rules.join() === id).length,
        suspect: isSuspect(states),
        failing: failingByWeek(
          weeks,
          judged.map(({ checks, entityRef }) => [
            entityRef,
            stateOf(checks, id, policy),
          ]),
          rows.filter(({ rule }) => rule === id),
        ),
      };
    });
  }
}

function describe(id: string, policy: ScorePolicy) {
  const rule = policy.rules.get(id)!;
  return {
    id,
    title: rule.title,
    description: rule.description,
    category: categoryOf(policy, id),
    level: levelOfRule(policy, id),
    owner: rule.owner,
    rationale: rule.rationale,
    remediation: rule.remediation,
    stages: rule.stages as RuleOverview['stages'],
    waivable: rule.waivable,
    severity: rule.severity,
    effective: isoOf(policy.effective.get(id)! * 1_000),
  };
}

function isSuspect(states: readonly CheckState[]): boolean {
  const applicable = states.filter(state => state !== 'not_applicable').length;
  const exempt = states.filter(state => state === 'exempt').length;
  return applicable > 0 && exempt / applicable > SUSPECT;
}

function matches(
  { checks, row }: Standing,
  { category, level, rule, state }: ServicesQuery,
  policy: ScorePolicy,
): boolean {
  if (level !== undefined && (row?.level ?? 'none') !== level) {
    return false;
  }
  if (rule === undefined && category === undefined && state === undefined) {
    return true;
  }
  const wanted = state ?? 'fail';
  return [...policy.rules.keys()].some(
    id =>
      (rule === undefined || id === rule) &&
      (category === undefined || categoryOf(policy, id) === category) &&
      stateOf(checks, id, policy) === wanted,
  );
}
