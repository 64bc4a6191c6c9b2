import type { BundleManifest, PolicyRule } from '../bundle/types';
import type { PolicyEngineError } from '../errors';
import type { RuleResult } from '../results/types';

/**
 * A set of rules that is asked as one.
 *
 * @public
 */
export type PolicyDomain = PolicyRule['domain'];

/**
 * What to judge. `platform` is what the platform hands over beside it
 * (exceptions, parameters); the one who is judged never writes it.
 *
 * @public
 */
export interface PolicyRequest {
  readonly domain: PolicyDomain;
  readonly input: object;
  readonly platform?: {
    readonly exceptions?: object;
    readonly parameters?: object;
  };
}

/**
 * The results of one of many, or why there are none.
 *
 * @public
 */
export type PolicyOutcome =
  | { readonly results: readonly RuleResult[] }
  | { readonly error: PolicyEngineError };

/**
 * Which engine decides, by which bundle.
 *
 * @public
 */
export interface PolicyEngineInfo {
  readonly engine: 'embedded' | 'opa';
  readonly bundleDigest: string;
  readonly manifest: BundleManifest;
}

/**
 * Evaluates rules. Every implementation gives deeply equal results.
 *
 * @public
 */
export interface PolicyEngine {
  /**
   * One result per rule of the domain, sorted by rule.
   *
   * @throws PolicyEngineError; an evaluation that failed is never a pass
   */
  evaluate(
    request: PolicyRequest,
    options?: { signal?: AbortSignal },
  ): Promise<readonly RuleResult[]>;
  /** In the order of the requests; one that fails does not stop the others. */
  evaluateMany(
    requests: Iterable<PolicyRequest>,
    options?: { signal?: AbortSignal },
  ): Promise<readonly PolicyOutcome[]>;
  info(): PolicyEngineInfo;
  close(): Promise<void>;
}
