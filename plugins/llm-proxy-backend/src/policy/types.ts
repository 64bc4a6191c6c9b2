import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { Model } from '../models/types';
import type { Principal } from '../principals/types';

/** The resolved target of one attempt, and who wants it. */
export interface PolicyInput {
  readonly principal: Principal;
  readonly operation: LlmOperation;
  readonly model: Model;
}

/** What a rule decided. `rule` is an id of `policy/llm`, such as LLM002. */
export type PolicyVerdict =
  | { readonly allowed: true; readonly maxOutputTokens: number | null }
  | {
      readonly allowed: false;
      readonly rule: string;
      /** What is refused, and what to do instead; names things, never amounts. */
      readonly reason: string;
      /** Entity ref of who can change it. */
      readonly owner: string | null;
    };

/** Consulted on the resolved target of every attempt, fallbacks and cache hits included. */
export interface PolicyDecision {
  /** Answers at once where it can; a rejection denies. */
  decide(input: PolicyInput): PolicyVerdict | Promise<PolicyVerdict>;
  /** Digest of the rules and parameters in force; part of cache keys and records. */
  digest(): string;
}
