import type { GateVerdict } from '@waymark/backstage-plugin-scorecards-common';
import type {
  Evidence,
  PolicyBundle,
  PolicyRequest,
} from '@waymark/policy-engine';

export type EngineName = GateVerdict['engine'];

/** What rules judge by, as the platform gave it. */
export interface Rules {
  /** Of bundle and parameters together; null for the bundle that is shipped. */
  readonly digest: string | null;
  readonly bundle: PolicyBundle;
  readonly platform: NonNullable<PolicyRequest['platform']>;
  readonly exceptionsSequence: number | null;
}

/** One way to ask the rules; the raw answer of `golden_path/results`. */
export interface Engine {
  readonly name: EngineName;
  readonly version: string | null;
  evaluate(evidence: Evidence, rules: Rules): Promise<unknown>;
}
