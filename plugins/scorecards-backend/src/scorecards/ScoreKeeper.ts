import type { CheckState } from '@waymark/backstage-plugin-scorecards-common';
import type { RuleResult } from '@waymark/policy-engine';
import type { Knex } from 'knex';
import { digestOf } from '../canonical';
import type {
  ChangeCause,
  ChangeRow,
  CheckRow,
  HeadRow,
  StandingRow,
  VerdictRow,
} from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import type { Judgement } from '../verdicts/Judge';
import { checkStateOf, dueOf, exemptUntil } from './checks';
import { contentDigest } from './contentDigest';
import { nextDue } from './dueTime';
import { indexOf, levelsOf } from './levels';
import { type ScorePolicy, scorePolicy } from './policyData';

/** A judgement that says how an entity stands. */
export interface Scored {
  readonly verdict: VerdictRow;
  readonly judgement: Judgement;
  /** When its evidence came, UTC ms. */
  readonly evidenceAt: number;
}

/** Writes how entities stand, and what changed why. */
export class ScoreKeeper {
  readonly #scores: ScoreStore;
  readonly #grace: number;

  constructor(options: { scores: ScoreStore; unknownGrace: number }) {
    this.#scores = options.scores;
    this.#grace = options.unknownGrace;
  }

  /**
   * Applies a judgement within a transaction of {@link ScoreStore.exclusive}.
   * Evidence that is older than what is there changes nothing.
   */
  async apply(scored: Scored, trx: Knex): Promise<void> {
    const { judgement, verdict } = scored;
    const { entity_ref: entityRef, stage } = verdict;
    const heads = await this.#scores.heads(entityRef, trx);
    const head = heads.find(item => item.stage === stage);
    if (head && Number(head.evidence_at) > scored.evidenceAt) {
      return;
    }
    const next = headOf(scored);
    const policy = scorePolicy(judgement.policy);
    const rows = await this.#scores.checks(entityRef, trx);
    const before = new Map(rows.map(row => [row.rule, row]));
    const checks = judgement.results
      .filter(({ rule }) => judgedAt(policy, rule, stage))
      .map(result => checkOf(result, before.get(result.rule), scored));
    const cause = causeOf(head, next);
    await this.#scores.putHead(next, trx);
    await this.#scores.putChecks(checks, trx);
    await this.#scores.addChanges(
      checks.flatMap(row =>
        changeOf(before.get(row.rule), row, cause, verdict),
      ),
      trx,
    );
    const gone = rows.filter(({ rule }) => !policy.rules.has(rule));
    await this.#scores.dropChecks(
      entityRef,
      gone.map(({ rule }) => rule),
      trx,
    );
    checks.forEach(row => before.set(row.rule, row));
    gone.forEach(({ rule }) => before.delete(rule));
    await this.restand({ before, policy, scored, trx });
  }

  /** Works the level out of the checks. */
  async restand(options: {
    before: ReadonlyMap<string, CheckRow>;
    policy: ScorePolicy;
    scored: Pick<Scored, 'evidenceAt'> & {
      verdict: Pick<VerdictRow, 'entity_ref' | 'evaluated_at' | 'commit_sha'>;
    };
    trx: Knex;
  }): Promise<void> {
    const { policy, scored, trx } = options;
    const { commit_sha, entity_ref } = scored.verdict;
    const now = Number(scored.verdict.evaluated_at);
    const old = await this.#scores.standing(entity_ref, trx);
    const previous = old?.level ?? null;
    const checks = new Map(
      [...options.before].map(([rule, row]) => [
        rule,
        { state: row.state, since: Number(row.since) },
      ]),
    );
    const found = levelsOf(checks, {
      policy,
      now,
      grace: this.#grace,
      previous,
    });
    await this.#scores.putStanding(
      {
        entity_ref,
        level: found.level,
        level_without_exceptions: found.withoutExceptions,
        reached: JSON.stringify(reachedOf(old, policy, found.level, now)),
        evidence_at: Math.max(Number(old?.evidence_at ?? 0), scored.evidenceAt),
        evaluated_at: now,
        commit_sha,
        grace_until: found.graceUntil,
      },
      trx,
    );
    const isFirst = Number(old?.evaluated_at ?? 0) === 0;
    if (isFirst || found.level !== previous) {
      await this.#scores.addLevelChange(
        { entity_ref, at: now, level: found.level },
        trx,
      );
    }
  }
}

/** A rule speaks at its own stages; a proposal says nothing of the service. */
function judgedAt(policy: ScorePolicy, rule: string, stage: string): boolean {
  return (
    stage !== 'pull_request' &&
    policy.rules.get(rule)?.stages.includes(stage) === true
  );
}

function headOf({ evidenceAt, judgement, verdict }: Scored): HeadRow {
  const { evidence, policy, snapshot } = judgement;
  const { entity_ref, evaluated_at, id, policy_digest, stage } = verdict;
  return {
    entity_ref,
    stage,
    verdict_id: id,
    evidence_at: evidenceAt,
    content_digest: contentDigest(evidence),
    policy_digest,
    exceptions_digest: snapshot.digest,
    catalog_digest: digestOf(evidence.catalog),
    due_at: nextDue(
      evidence,
      scorePolicy(policy),
      snapshot.payload,
      Number(evaluated_at),
    ),
  };
}

/** The first of what differs, in the order in which it is most telling. */
function causeOf(before: HeadRow | undefined, after: HeadRow): ChangeCause {
  if (!before || before.content_digest !== after.content_digest) {
    return 'fact';
  }
  if (before.policy_digest !== after.policy_digest) {
    return 'policy';
  }
  if (before.exceptions_digest !== after.exceptions_digest) {
    return 'exception';
  }
  return before.catalog_digest === after.catalog_digest ? 'staleness' : 'scope';
}

function checkOf(
  result: RuleResult,
  before: CheckRow | undefined,
  { judgement, verdict }: Scored,
): CheckRow {
  const state = checkStateOf(result);
  const expiries = new Map(
    judgement.exceptions.items.map(({ expires, id }) => [id, expires]),
  );
  return {
    entity_ref: verdict.entity_ref,
    rule: result.rule,
    state,
    since: before?.state === state ? before.since : verdict.evaluated_at,
    due: dueOf(result),
    exempt_until: exemptUntil(result, expiries),
    evaluated_at: verdict.evaluated_at,
    commit_sha: verdict.commit_sha,
    verdict_id: verdict.id,
    findings: JSON.stringify(result.findings),
  };
}

function changeOf(
  before: CheckRow | undefined,
  after: CheckRow,
  cause: ChangeCause,
  verdict: VerdictRow,
): Array<Omit<ChangeRow, 'id'>> {
  if (before?.state === after.state) {
    return [];
  }
  return [
    {
      entity_ref: after.entity_ref,
      rule: after.rule,
      at: after.evaluated_at,
      from_state: before?.state ?? null,
      to_state: after.state,
      cause: isExempting(before?.state, after.state) ? 'exception' : cause,
      commit_sha: verdict.commit_sha,
      verdict_id: verdict.id,
      imported: verdict.imported,
    },
  ];
}

/** Only an exception makes a failure exempt. */
function isExempting(from: CheckState | undefined, to: CheckState): boolean {
  return from === 'fail' && to === 'exempt';
}

/** Since when each level is reached without a break, UTC ms. */
function reachedOf(
  old: StandingRow | undefined,
  policy: ScorePolicy,
  level: string | null,
  now: number,
): Record<string, number> {
  const before: Record<string, number> = JSON.parse(old?.reached ?? '{}');
  const ids = policy.levels
    .slice(0, indexOf(policy, level) + 1)
    .map(({ id }) => id);
  return Object.fromEntries(ids.map(id => [id, before[id] ?? now]));
}
