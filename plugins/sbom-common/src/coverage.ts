import { z } from 'zod';
import { bomStateSchema, channelSchema, slotSchema } from './bom';
import { serviceFilterSchema } from './component';

/** @public */
export const coverageQuerySchema = serviceFilterSchema.extend({
  slot: slotSchema.default('source'),
  channel: channelSchema.default('main'),
});

/** @public */
export type CoverageQuery = z.input<typeof coverageQuerySchema>;

const countsSchema = z.object({
  services: z.number().int(),
  fresh: z.number().int(),
  stale: z.number().int(),
  none: z.number().int(),
});

/**
 * Which share of the visible services has a fresh BOM. Services are catalog
 * components of type `service`, `website` or any other type that is configured.
 *
 * @public
 */
export const coverageSchema = z.object({
  totals: countsSchema.extend({
    /** Services with any BOM in any slot and channel, of any age. */
    uploadedOnce: z.number().int(),
    /** Services with a fresh BOM of any slot in a `deployed:*` channel. */
    freshDeployed: z.number().int(),
  }),
  /** Worst share of fresh first; `owner` null for services without one. */
  owners: z.array(countsSchema.extend({ owner: z.string().nullable() })),
  /** Of the services that are not fresh. */
  reasons: z.object({
    never: z.number().int(),
    /** The last uploads were refused. */
    refused: z.number().int(),
    /** The last one that arrived is older than `freshFor`. */
    silent: z.number().int(),
  }),
  /** 13 points a week apart, the last one now, over today's services. */
  trend: z.array(
    z.object({
      at: z.string(),
      uploadedOnce: z.number().int(),
      fresh: z.number().int(),
      freshDeployed: z.number().int(),
    }),
  ),
  freshForDays: z.number(),
});

/** @public */
export type BomCoverage = z.infer<typeof coverageSchema>;

/** @public */
export const coverageServicesQuerySchema = coverageQuerySchema.extend({
  state: bomStateSchema.optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(100),
});

/** @public */
export type CoverageServicesQuery = z.input<typeof coverageServicesQuerySchema>;

/**
 * The services behind a coverage number, worst first.
 *
 * @public
 */
export const coverageServicesSchema = z.object({
  items: z.array(
    z.object({
      entityRef: z.string(),
      owner: z.string().nullable(),
      state: bomStateSchema,
      effectiveAt: z.string().nullable(),
      uploadId: z.string().nullable(),
      reason: z.enum(['never', 'refused', 'silent']).nullable(),
      lastRefusal: z
        .object({ at: z.string(), code: z.string(), detail: z.string() })
        .nullable(),
    }),
  ),
  nextCursor: z.string().nullable(),
});

/** @public */
export type CoverageServices = z.infer<typeof coverageServicesSchema>;
