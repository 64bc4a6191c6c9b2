/**
 * Strict verification of JSON web tokens, and who the workloads are that hold
 * them.
 *
 * @packageDocumentation
 */
export type { TokenClaims } from './claims';
export * from './errors';
export * from './Introspection';
export type { SignatureAlgorithm } from './jws/algorithms';
export type { SignaturePolicy } from './jws/verifyCompactJws';
export { KeySet, type KeySource } from './keys/KeySet';
export * from './keys/RemoteKeySet';
export * from './TokenVerifier';
export * from './workload/types';
export { workloadIdentity } from './workload/workloadIdentity';
