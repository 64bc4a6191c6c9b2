export { readBundle } from './bundle/readBundle';
export type {
  BundleManifest,
  PolicyBundle,
  PolicyBundleFile,
  PolicyRule,
} from './bundle/types';
export { digestOf, policyDigest } from './digest';
export {
  EmbeddedEngine,
  type EmbeddedEngineOptions,
} from './engines/EmbeddedEngine';
export { LocalEvaluator } from './engines/LocalEvaluator';
export {
  OpaServerEngine,
  type OpaServerEngineOptions,
} from './engines/OpaServerEngine';
export type {
  PolicyDomain,
  PolicyEngine,
  PolicyEngineInfo,
  PolicyOutcome,
  PolicyRequest,
} from './engines/types';
export { PolicyEngineError, type PolicyErrorCode } from './errors';
export { type Evidence, parseEvidence } from './evidence/parseEvidence';
export { normaliseResults } from './results/normalise';
export type { Finding, RuleResult, RuleState } from './results/types';
