import type { GateVerdict } from '@waymark/backstage-plugin-scorecards-common';
import {
  digestOf,
  type Evidence,
  normaliseResults,
  type RuleResult,
} from '@waymark/policy-engine';
import type { Engine, Rules } from './types';

/**
 * The gate's decision. Whatever the engine's exit code: the verdict is read
 * from what each rule says, and a rule that is missing refuses.
 *
 * @throws PolicyEngineError, CliError if there is no verdict
 */
export async function judge(
  evidence: Evidence,
  rules: Rules,
  engine: Engine,
): Promise<GateVerdict> {
  const raw = await engine.evaluate(evidence, rules);
  const results = complete(normaliseResults(raw ?? []), rules);
  return {
    decision: results.some(denies) ? 'refused' : 'pass',
    engine: engine.name,
    engineVersion: engine.version,
    evidenceDigest: digestOf(evidence),
    bundleDigest: rules.bundle.digest,
    parametersDigest: digestOf(rules.platform.parameters ?? {}),
    exceptionsSequence: rules.exceptionsSequence,
    evaluatedAt: evidence.context.evaluatedAt,
    results: results.map(result => ({
      ...result,
      findings: [...result.findings],
    })),
  };
}

/** Whether a rule refuses. */
export function denies({
  findings,
}: {
  readonly findings: readonly { readonly level: string }[];
}): boolean {
  return findings.some(({ level }) => level === 'deny');
}

/** With GP000 failing where the rules are not those of the manifest. */
function complete(
  results: readonly RuleResult[],
  { bundle }: Rules,
): readonly RuleResult[] {
  const given = new Set(results.map(({ rule }) => rule));
  const rules = bundle.manifest.rules.filter(
    ({ domain }) => domain === 'golden_path',
  );
  const missing = rules.filter(({ id }) => !given.has(id));
  const expected = new Set(rules.map(({ id }) => id));
  const extra = [...given].filter(id => !expected.has(id));
  const broken = [
    ...missing.map(({ id }) => `${id} gave no result`),
    ...extra.map(id => `${id} is not in the manifest`),
  ];
  if (broken.length === 0) {
    return results;
  }
  const about = rules.find(({ id }) => id === 'GP000');
  const failed: RuleResult = {
    rule: 'GP000',
    state: 'fail',
    findings: broken.map(msg => ({
      rule: 'GP000',
      msg,
      severity: 'critical',
      finding: msg,
      entity: null,
      file: null,
      line: null,
      remediation: about?.remediation ?? '',
      docs: about?.docs ?? '',
      waivable: false,
      deadline: null,
      cause: null,
      exception: null,
      level: 'deny',
    })),
  };
  return [failed, ...results.filter(({ rule }) => rule !== 'GP000')];
}
