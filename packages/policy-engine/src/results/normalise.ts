import { PolicyEngineError } from '../errors';
import { type Finding, type RuleResult, ruleResultsSchema } from './types';

/**
 * The results of any engine in one order, deeply frozen. Rego's sets come out
 * unsorted from WebAssembly and sorted from OPA.
 *
 * @throws PolicyEngineError `policy.bad_answer` for anything but results, and
 *   for two results of one rule
 *
 * @public
 */
export function normaliseResults(raw: unknown): readonly RuleResult[] {
  const parsed = ruleResultsSchema.safeParse(raw);
  if (!parsed.success) {
    throw new PolicyEngineError(
      'policy.bad_answer',
      'The engine did not answer with results of rules.',
      { cause: parsed.error },
    );
  }
  const results = parsed.data.map(({ rule, state, findings }) =>
    Object.freeze({
      rule,
      state,
      findings: Object.freeze(findings.map(freezeFinding).sort(byKey)),
    }),
  );
  if (new Set(results.map(({ rule }) => rule)).size !== results.length) {
    throw new PolicyEngineError(
      'policy.bad_answer',
      'The engine answered twice for one rule.',
    );
  }
  return Object.freeze(results.sort((a, b) => compare(a.rule, b.rule)));
}

function freezeFinding(finding: Finding): Finding {
  Object.freeze(finding.exception);
  return Object.freeze(finding);
}

function byKey(a: Finding, b: Finding): number {
  return compare(a.finding, b.finding) || compare(tail(a), tail(b));
}

/** Findings of one key differ in what is shown at most. */
function tail(finding: Finding): string {
  return JSON.stringify([finding.file, finding.line, finding.msg]);
}

/** By code units: the same on every machine, whatever its locale. */
function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
