import { z } from 'zod';

const level = z.object({
  id: z.string(),
  title: z.string(),
  rules: z.array(z.string()),
});

/** Answer of `GET /v1/policy`: what is in force. @public */
export const policySchema = z.object({
  /** Of bundle and parameters together; the id of `GET /v1/policy/{digest}`. */
  digest: z.string(),
  bundleDigest: z.string(),
  parametersDigest: z.string(),
  engine: z.enum(['embedded', 'opa']),
  levels: z.array(level),
  rules: z.array(z.string()),
});

/** @public */
export type Policy = z.infer<typeof policySchema>;

/**
 * Payload of `GET /v1/policy/{digest}` (`application/jose`, a compact JWS with
 * `typ: waymark-policy+jwt`): the bundle that CI judges by.
 *
 * @public
 */
export const policyBundleSchema = z.object({
  iss: z.string(),
  digest: z.string(),
  manifest: z.record(z.string(), z.unknown()),
  /** Text of `data.json`, byte for byte. */
  data: z.string(),
  /** Base64. */
  wasm: z.string(),
  /** Rego by path; what Conftest reads. */
  sources: z.record(z.string(), z.string()),
  /** Handed to the rules as `platform.parameters`. */
  parameters: z.record(z.string(), z.unknown()),
  /** Public keys (RFC 7517) by which snapshots are signed. */
  keys: z.array(z.record(z.string(), z.unknown())),
});

/** @public */
export type PolicyBundleDocument = z.infer<typeof policyBundleSchema>;

/**
 * `typ` of a signed policy bundle.
 *
 * @public
 */
export const policyBundleType = 'waymark-policy+jwt';
