import { z } from 'zod';
import { bomStateSchema, channelSchema, slotSchema } from './bom';

/**
 * The current upload of one slot and channel, in short.
 *
 * @public
 */
export const headSchema = z.object({
  slot: slotSchema,
  channel: channelSchema,
  uploadId: z.string(),
  state: z.enum(['fresh', 'stale']),
  effectiveAt: z.string(),
  commit: z.string().nullable(),
  components: z.number().int(),
  direct: z.number().int().nullable(),
  quality: z.number().int(),
  withoutLicence: z.number().int(),
  /** Against the head before it; null for the first. */
  sinceLast: z
    .object({
      fromUploadId: z.string(),
      added: z.number().int(),
      removed: z.number().int(),
      changed: z.number().int(),
    })
    .nullable(),
});

/** @public */
export type BomHead = z.infer<typeof headSchema>;

/**
 * What a card or a table row needs of one entity.
 *
 * @public
 */
export const summarySchema = z.object({
  entityRef: z.string(),
  /** Of the head that speaks for the entity: `source` on `main`, else the newest. */
  state: bomStateSchema,
  /** That head; null when there is none. */
  main: headSchema.nullable(),
  heads: z.array(headSchema),
  /**
   * The newest refused upload since the newest accepted one; `pr` counts as
   * neither.
   */
  lastRefusal: z
    .object({ at: z.string(), code: z.string(), detail: z.string() })
    .nullable(),
});

/** @public */
export type BomSummary = z.infer<typeof summarySchema>;

/** @public */
export const summariesRequestSchema = z.object({
  entityRefs: z.array(z.string().min(1).max(512)).max(500),
});

/** @public */
export const summariesResponseSchema = z.object({
  /** In the order asked for; null where the caller may not see the entity. */
  items: z.array(summarySchema.nullable()),
});

/** @public */
export type BomSummaries = z.infer<typeof summariesResponseSchema>;
