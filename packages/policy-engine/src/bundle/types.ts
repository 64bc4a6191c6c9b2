import { z } from 'zod';

const ruleSchema = z.object({
  id: z.string(),
  domain: z.enum(['golden_path', 'llm']),
  title: z.string(),
  description: z.string(),
  owner: z.string(),
  rationale: z.string(),
  stages: z.array(z.string()),
  warns: z.array(z.string()),
  waivable: z.boolean(),
  severity: z.enum(['critical', 'high', 'medium', 'low']),
  effective: z.number(),
  remediation: z.string(),
  docs: z.string(),
  file: z.string(),
});

export const manifestSchema = z.object({
  opaVersion: z.string(),
  sourcesDigest: z.string(),
  capabilitiesDigest: z.string(),
  wasmDigest: z.string(),
  dataDigest: z.string(),
  rules: z.array(ruleSchema),
});

/**
 * What a rule's METADATA says. `effective` is in epoch seconds: it warns
 * before and denies after; `warns` are stages at which it never denies.
 *
 * @public
 */
export type PolicyRule = Readonly<z.infer<typeof ruleSchema>>;

/**
 * What a bundle holds and what it was made of. Digests are `sha256:` and hex.
 *
 * @public
 */
export type BundleManifest = Readonly<z.infer<typeof manifestSchema>>;

/** The files of a bundle. */
export const bundleFiles = [
  'manifest.json',
  'policy.wasm',
  'data.json',
  'sources.json',
] as const;

/**
 * The name of a file of a bundle.
 *
 * @public
 */
export type PolicyBundleFile = (typeof bundleFiles)[number];

/**
 * A bundle in memory. `digest` is of its module and data together: two bundles
 * with one digest decide alike.
 *
 * @public
 */
export interface PolicyBundle {
  readonly digest: string;
  readonly manifest: BundleManifest;
  /** Byte for byte, to keep or to hand on. */
  readonly files: Readonly<Record<PolicyBundleFile, Uint8Array>>;
  readonly data: object;
  /** Rego by path: what the module was made of, and what Conftest judges by. */
  readonly sources: Readonly<Record<string, string>>;
}
