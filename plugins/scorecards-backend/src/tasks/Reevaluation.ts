import type { LoggerService } from '@backstage/backend-plugin-api';
import type { PolicyService } from '@waymark/backstage-plugin-policy-node';
import type { DocumentStore } from '@waymark/backstage-plugin-waymark-node';
import { type Evidence, parseEvidence } from '@waymark/policy-engine';
import { digestOf } from '../canonical';
import type { ChangeStore } from '../database/ChangeStore';
import type { HeadRow, VerdictRow } from '../database/rows';
import type { ScoreStore } from '../database/ScoreStore';
import type { VerdictStore } from '../database/VerdictStore';
import { catalogSection, unknownCatalog } from '../facts/catalogFacts';
import type { EntityReader } from '../intake/EntityReader';
import type { OwnFactsReader } from '../intake/OwnFactsReader';
import { substitute } from '../intake/substitute';
import { checkStateOf } from '../scorecards/checks';
import { scorePolicy } from '../scorecards/policyData';
import type { ScoreKeeper } from '../scorecards/ScoreKeeper';
import { readJson } from '../verdicts/jsonDocuments';
import type { Judge } from '../verdicts/Judge';
import type { VerdictRecorder } from '../verdicts/VerdictRecorder';

const BATCH = 200;
const CATALOG_BATCH = 500;

/** Milliseconds after which imported history counts as complete. */
const SETTLED_AFTER = 10 * 60_000;

export interface ReevaluationOptions {
  readonly changes: ChangeStore;
  readonly documents: DocumentStore;
  readonly entities: EntityReader;
  readonly judge: Judge;
  readonly keeper: ScoreKeeper;
  readonly logger: LoggerService;
  readonly now: () => number;
  readonly ownFacts: OwnFactsReader;
  readonly policies: PolicyService;
  readonly recorder: VerdictRecorder;
  readonly scores: ScoreStore;
  readonly verdicts: VerdictStore;
}

/**
 * Judges again what may have changed without new evidence: when the policy, an
 * exception, or the catalog did, or a time has come. Nothing else is read.
 */
export class Reevaluation {
  readonly #options: ReevaluationOptions;

  constructor(options: ReevaluationOptions) {
    this.#options = options;
  }

  /** One round; how many entities were judged again. */
  async run(signal: AbortSignal): Promise<number> {
    const { changes, now, policies, scores } = this.#options;
    const { digest } = policies.current();
    await changes.notePolicy(digest, now());
    let judged = 0;
    for (let after = ''; !signal.aborted; ) {
      const due = await scores.stale({
        policyDigest: digest,
        now: now(),
        limit: BATCH,
        after,
      });
      for (const { entity_ref } of due) {
        if (!signal.aborted) {
          judged += await this.#entity(entity_ref);
        }
      }
      if (due.length < BATCH) {
        break;
      }
      after = due[due.length - 1].entity_ref;
    }
    await this.#endGraces();
    return judged;
  }

  /** Has an entity judged again in the next round: its exceptions changed. */
  async mark(entityRef: string): Promise<void> {
    await this.#options.scores.mark([entityRef]);
  }

  /** Marks entities of which the catalog says something else than before. */
  async watchCatalog(signal: AbortSignal): Promise<void> {
    const { entities, scores } = this.#options;
    const heads = await scores.mainHeads();
    for (
      let at = 0;
      at < heads.length && !signal.aborted;
      at += CATALOG_BATCH
    ) {
      const batch = heads.slice(at, at + CATALOG_BATCH);
      const found = await entities.read(batch.map(head => head.entity_ref));
      const changed = batch.filter((head, index) => {
        const entity = found[index];
        const section = entity ? catalogSection(entity) : unknownCatalog;
        return digestOf(section) !== head.catalog_digest;
      });
      await scores.mark(changed.map(head => head.entity_ref));
    }
  }

  async #entity(entityRef: string): Promise<number> {
    try {
      for (const head of await this.#options.scores.heads(entityRef)) {
        if (head.stage !== 'pull_request') {
          await this.#head(head);
        }
      }
      return 1;
    } catch (error) {
      // The next round tries again; one service must not stop the others.
      this.#options.logger.warn(
        `${entityRef} could not be judged again`,
        error as Error,
      );
      return 0;
    }
  }

  async #head(head: HeadRow): Promise<void> {
    const { documents, entities, judge, now, ownFacts, recorder, scores } =
      this.#options;
    const old = await this.#options.verdicts.byId(head.verdict_id);
    const stored = old && (await readJson(documents, old.evidence_digest));
    const at = now();
    if (!old || !stored || isArriving(old, at)) {
      return;
    }
    const [entity] = await entities.read([head.entity_ref]);
    const own = await ownFacts.read({
      entityRef: head.entity_ref,
      entity,
      repositoryId: old.repository_id,
      stage: head.stage,
      at,
    });
    const evidence: Evidence = substitute(parseEvidence(stored), own);
    const judgement = await judge.judge(evidence, at);
    const isNew = this.#differs(judgement.results, old.results);
    const verdict: VerdictRow = isNew
      ? await recorder.prepare(judgement, {
          idempotencyKey: null,
          repositoryKey: old.repository_key,
          at,
          imported: false,
          principal: 'plugin:scorecards',
          sentDigest: old.sent_digest,
          comparison: { state: 'none', rules: [] },
          ci: null,
        })
      : { ...old, evaluated_at: at, policy_digest: judgement.policy.digest };
    const evidenceAt = Number(head.evidence_at);
    await scores.exclusive(head.entity_ref, async trx => {
      const heads = await scores.heads(head.entity_ref, trx);
      const current = heads.find(({ stage }) => stage === head.stage);
      if (current?.verdict_id !== head.verdict_id) {
        // Newer evidence came in between.
        return;
      }
      if (isNew) {
        await this.#options.verdicts.insert(verdict, trx);
      }
      await this.#options.keeper.apply({ verdict, judgement, evidenceAt }, trx);
    });
  }

  /** Same states and findings keep the verdict that is there. */
  #differs(
    results: Awaited<ReturnType<Judge['judge']>>['results'],
    stored: string,
  ): boolean {
    const gist = (items: typeof results) =>
      digestOf(
        items.map(item => [
          item.rule,
          checkStateOf(item),
          item.findings.map(({ finding, level }) => [finding, level]),
        ]),
      );
    return gist(results) !== gist(JSON.parse(stored));
  }

  async #endGraces(): Promise<void> {
    const { keeper, now, policies, scores } = this.#options;
    const at = now();
    for (const { entity_ref } of await scores.graceEnded(at)) {
      await scores.exclusive(entity_ref, async trx => {
        const standing = await scores.standing(entity_ref, trx);
        const rows = await scores.checks(entity_ref, trx);
        await keeper.restand({
          before: new Map(rows.map(row => [row.rule, row])),
          policy: scorePolicy(policies.current()),
          scored: {
            evidenceAt: Number(standing?.evidence_at ?? 0),
            verdict: {
              entity_ref,
              evaluated_at: at,
              commit_sha: standing?.commit_sha ?? '',
            },
          },
          trx,
        });
      });
    }
  }
}

/** Whether history still comes in: what is judged now must not come before it. */
function isArriving({ imported, received_at }: VerdictRow, now: number) {
  return Boolean(imported) && now - Number(received_at) < SETTLED_AFTER;
}
