import type {
  PolicyInForce,
  PolicyService,
} from '@waymark/backstage-plugin-policy-node';
import type {
  ExceptionSnapshot,
  GateVerdict,
  Verdict,
} from '@waymark/backstage-plugin-scorecards-common';
import {
  type Evidence,
  PolicyEngineError,
  type RuleResult,
} from '@waymark/policy-engine';
import { canonicalText, policyDigestOf } from '../canonical';
import type { SnapshotAt, SnapshotSource } from '../ports';
import { problem } from '../problems';

/** What was judged by what, and how it came out. */
export interface Judgement {
  readonly evidence: Evidence;
  readonly policy: PolicyInForce;
  readonly snapshot: SnapshotAt;
  /** `platform.exceptions`, as the rules read it. */
  readonly exceptions: ExceptionSnapshot & { signed: true };
  readonly results: readonly RuleResult[];
}

/** Puts evidence before the rules. */
export class Judge {
  readonly #policies: PolicyService;
  readonly #exceptions: SnapshotSource;

  constructor(options: {
    policies: PolicyService;
    exceptions: SnapshotSource;
  }) {
    this.#policies = options.policies;
    this.#exceptions = options.exceptions;
  }

  /** By the policy in force and the exceptions of that time, UTC ms. */
  async judge(evidence: Evidence, at: number): Promise<Judgement> {
    const policy = this.#policies.current();
    const snapshot = await this.#exceptions.snapshotFor(
      evidence.subject.entityRef,
      at,
    );
    const exceptions = { ...snapshot.payload, signed: true as const };
    const results = await evaluate(policy, evidence, exceptions);
    return { evidence, policy, snapshot, exceptions, results };
  }

  /** Makes a stored judgement again; undefined when its policy is not kept. */
  async replay(
    policyDigest: string,
    evidence: Evidence,
    exceptions: object,
  ): Promise<readonly RuleResult[] | undefined> {
    const policy = await this.#policies.find(policyDigest);
    return policy && evaluate(policy, evidence, exceptions);
  }

  /** Makes the pipeline's verdict again, by what it says it was made by. */
  async compare(
    sent: Evidence,
    sentDigest: string,
    ci: GateVerdict | null,
  ): Promise<Verdict['comparison']> {
    if (!ci) {
      return { state: 'none', rules: [] };
    }
    const { bundleDigest, parametersDigest } = ci;
    const digest = policyDigestOf(bundleDigest, parametersDigest);
    const at = ci.evaluatedAt * 1_000;
    const exceptions =
      ci.exceptionsSequence === null
        ? {}
        : await this.#snapshotAt(sent.subject.entityRef, at);
    const asSeen = {
      ...sent,
      context: { ...sent.context, evaluatedAt: ci.evaluatedAt },
    };
    const results = await this.replay(digest, asSeen, exceptions);
    if (!results || ci.evidenceDigest !== sentDigest) {
      return { state: 'not_comparable', rules: [] };
    }
    const rules = differing(results, ci.results);
    return { state: rules.length ? 'different' : 'same', rules };
  }

  async #snapshotAt(entityRef: string, at: number): Promise<object> {
    const { payload } = await this.#exceptions.snapshotFor(entityRef, at);
    return { ...payload, signed: true };
  }
}

async function evaluate(
  policy: PolicyInForce,
  evidence: Evidence,
  exceptions: object,
): Promise<readonly RuleResult[]> {
  try {
    return await policy.engine.evaluate({
      domain: 'golden_path',
      input: evidence,
      platform: { exceptions, parameters: policy.parameters },
    });
  } catch (error) {
    if (error instanceof PolicyEngineError) {
      throw asProblem(error);
    }
    throw error;
  }
}

function asProblem(error: PolicyEngineError): Error {
  switch (error.code) {
    case 'policy.too_large':
      return problem(413, 'scorecards.too_large', error.message);
    case 'policy.busy':
      return problem(503, 'scorecards.busy', error.message, { cause: error });
    default:
      return problem(
        503,
        'scorecards.engine_failed',
        'The policy engine could not judge this evidence.',
        { cause: error },
      );
  }
}

/** Rules that say something else in two verdicts, ids in order. */
function differing(
  ours: readonly RuleResult[],
  theirs: GateVerdict['results'],
): string[] {
  const own = new Map(ours.map(item => [item.rule, gist(item)]));
  const sent = new Map(theirs.map(item => [item.rule, gist(item)]));
  return [...new Set([...own.keys(), ...sent.keys()])]
    .filter(rule => own.get(rule) !== sent.get(rule))
    .sort();
}

/** What two engines must agree on; messages are for people. */
function gist({
  findings,
  state,
}: GateVerdict['results'][number] | RuleResult) {
  const keys = findings.map(({ exception, finding, level }) =>
    canonicalText([finding, level, exception?.id ?? null]),
  );
  return `${state} ${keys.sort().join(' ')}`;
}
