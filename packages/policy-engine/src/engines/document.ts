import type { BundleManifest } from '../bundle/types';
import { PolicyEngineError } from '../errors';
import { normaliseResults } from '../results/normalise';
import type { RuleResult } from '../results/types';
import type { PolicyDomain, PolicyRequest } from './types';

/** Bytes of one input document unless told otherwise. */
export const MAX_INPUT_BYTES = 16 * 1024 * 1024;

/**
 * The input as JSON text. `platform` is set last: an input cannot bring its own.
 *
 * @throws PolicyEngineError `policy.too_large`
 */
export function inputText(
  { input, platform }: PolicyRequest,
  maxBytes: number,
): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ ...input, platform: platform ?? {} });
  const bytes = new TextEncoder().encode(text);
  if (bytes.byteLength > maxBytes) {
    throw new PolicyEngineError(
      'policy.too_large',
      `The input is larger than ${maxBytes} bytes.`,
    );
  }
  return bytes;
}

/**
 * The results in their one order, if they are those of exactly the rules that
 * the manifest names: a rule that fell out must not count as one that passed.
 *
 * @throws PolicyEngineError `policy.bad_answer`
 */
export function readAnswer(
  raw: unknown,
  domain: PolicyDomain,
  manifest: BundleManifest,
): readonly RuleResult[] {
  const results = normaliseResults(raw);
  const expected = ruleIds(domain, manifest);
  const given = results.map(({ rule }) => rule);
  if (expected.join() !== given.join()) {
    throw new PolicyEngineError(
      'policy.bad_answer',
      'The engine did not answer for the rules of the bundle.',
    );
  }
  return results;
}

function ruleIds(domain: PolicyDomain, manifest: BundleManifest): string[] {
  return manifest.rules
    .filter(rule => rule.domain === domain)
    .map(({ id }) => id)
    .sort();
}
