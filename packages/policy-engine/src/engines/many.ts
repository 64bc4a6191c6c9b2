import { PolicyEngineError } from '../errors';
import type { RuleResult } from '../results/types';
import type { PolicyOutcome, PolicyRequest } from './types';

/** Evaluates `requests` with `width` at a time; order is kept. */
export async function evaluateEach(
  requests: Iterable<PolicyRequest>,
  width: number,
  evaluate: (request: PolicyRequest) => Promise<readonly RuleResult[]>,
): Promise<readonly PolicyOutcome[]> {
  const outcomes: PolicyOutcome[] = [];
  const rest = requests[Symbol.iterator]();
  let place = 0;
  const lane = async () => {
    for (let next = rest.next(); !next.done; next = rest.next()) {
      const own = place++;
      outcomes[own] = await outcomeOf(() => evaluate(next.value));
    }
  };
  await Promise.all(Array.from({ length: width }, lane));
  return outcomes;
}

async function outcomeOf(
  evaluate: () => Promise<readonly RuleResult[]>,
): Promise<PolicyOutcome> {
  try {
    return { results: await evaluate() };
  } catch (error) {
    if (error instanceof PolicyEngineError) {
      return { error };
    }
    throw error;
  }
}
