import { z } from 'zod';

/** Body of `POST /v1/simulations`. @public */
export const simulationRequestSchema = z.strictObject({
  /** Parameters laid over those in force, as `platform.parameters`. */
  parameters: z.record(z.string(), z.unknown()).default({}),
  /** Digest of a bundle that the portal has; the one in force by default. */
  bundleDigest: z.string().optional(),
  /** ISO 8601; now by default. */
  asOf: z.iso.datetime().optional(),
  /** Only these rules are compared; all by default. */
  rules: z.array(z.string()).optional(),
});

/** @public */
export type SimulationRequest = z.input<typeof simulationRequestSchema>;

/** `GET /v1/simulations/{id}`, also while it runs. @public */
export const simulationSchema = z.object({
  id: z.string(),
  state: z.enum(['running', 'done', 'failed']),
  evaluated: z.number().int(),
  total: z.number().int(),
  asOf: z.string(),
  error: z.string().nullable(),
  /** By owner, most newly failing first. */
  owners: z.array(
    z.object({
      owner: z.string(),
      services: z.number().int(),
      newlyFailing: z.number().int(),
      newlyPassing: z.number().int(),
    }),
  ),
  changes: z.array(
    z.object({
      entityRef: z.string(),
      owner: z.string().nullable(),
      rule: z.string(),
      from: z.string(),
      to: z.string(),
      findings: z.array(z.string()),
    }),
  ),
  /** The date until which the change should only warn, and what to write. */
  rollout: z
    .object({
      warnUntil: z.string(),
      reason: z.string(),
      parameters: z.record(z.string(), z.unknown()),
    })
    .nullable(),
});

/** @public */
export type Simulation = z.infer<typeof simulationSchema>;
