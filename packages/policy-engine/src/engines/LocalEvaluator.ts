import { loadPolicy } from '@open-policy-agent/opa-wasm';
import type { PolicyBundle } from '../bundle/types';
import { PolicyEngineError } from '../errors';
import type { RuleResult } from '../results/types';
import { MAX_INPUT_BYTES, readAnswer } from './document';
import type { PolicyDomain, PolicyRequest } from './types';

/**
 * Evaluates a bundle in the calling thread, at once: for the small inputs of a
 * data path, where a message to a thread would cost more than the rules. What
 * the platform hands over is loaded once, as data.
 *
 * @public
 */
export class LocalEvaluator {
  private constructor(
    private readonly policy: Awaited<ReturnType<typeof loadPolicy>>,
    private readonly bundle: PolicyBundle,
  ) {}

  /**
   * @throws PolicyEngineError `policy.bad_bundle`
   */
  static async load(
    bundle: PolicyBundle,
    platform: NonNullable<PolicyRequest['platform']> = {},
  ): Promise<LocalEvaluator> {
    try {
      const wasm = bundle.files['policy.wasm'] as Uint8Array<ArrayBuffer>;
      const policy = await loadPolicy(wasm);
      policy.setData({ ...bundle.data, platform });
      return new LocalEvaluator(policy, bundle);
    } catch (cause) {
      throw new PolicyEngineError(
        'policy.bad_bundle',
        'The module of the policy bundle cannot be loaded.',
        { cause },
      );
    }
  }

  /**
   * One result per rule of the domain, sorted by rule.
   *
   * @throws PolicyEngineError; an evaluation that failed is never a pass
   */
  evaluate(domain: PolicyDomain, input: object): readonly RuleResult[] {
    const text = new TextEncoder().encode(JSON.stringify(input));
    if (text.byteLength > MAX_INPUT_BYTES) {
      throw new PolicyEngineError(
        'policy.too_large',
        `The input is larger than ${MAX_INPUT_BYTES} bytes.`,
      );
    }
    return readAnswer(this.ask(domain, text), domain, this.bundle.manifest);
  }

  private ask(domain: PolicyDomain, input: Uint8Array<ArrayBuffer>): unknown {
    try {
      const [answer] = this.policy.evaluate(input.buffer, `${domain}/results`);
      return answer?.result ?? null;
    } catch (cause) {
      throw new PolicyEngineError(
        'policy.unavailable',
        'The policy engine failed.',
        { cause },
      );
    }
  }
}
