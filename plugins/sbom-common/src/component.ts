import { z } from 'zod';
import { channelSchema, slotSchema } from './bom';

/**
 * One component of an upload.
 *
 * @public
 */
export const componentSchema = z.object({
  /** Names the component within its upload: opaque, stable for one content. */
  id: z.string(),
  /** Normalised, with version; null when the document gives none. */
  purl: z.string().nullable(),
  /** The package without its version; equal for all versions of one package. */
  packageKey: z.string(),
  /** CycloneDX component type, such as `library`. */
  type: z.string(),
  group: z.string().nullable(),
  name: z.string(),
  version: z.string().nullable(),
  /** SPDX ids, names or an expression; empty when the document gives none. */
  licences: z.array(z.string()),
  /** Null when no dependency graph leads from the root to it. */
  direct: z.boolean().nullable(),
  scope: z.enum(['required', 'optional', 'excluded']),
});

/** @public */
export type BomComponent = z.infer<typeof componentSchema>;

/** @public */
export const componentPageSchema = z.object({
  items: z.array(componentSchema),
  nextCursor: z.string().nullable(),
  /** How many match the filters, over all pages. */
  total: z.number().int(),
});

/** @public */
export type BomComponentPage = z.infer<typeof componentPageSchema>;

/**
 * Filters of `GET /v1/uploads/{uploadId}/components`.
 *
 * @public
 */
export const componentQuerySchema = z.object({
  /** Part of a name, group or purl; case does not matter. */
  q: z.string().max(200).optional(),
  /** `unknown` where no dependency graph leads from the root. */
  relation: z.enum(['direct', 'transitive', 'unknown']).optional(),
  /** An exact licence, or `none` for components without one. */
  licence: z.string().max(200).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(100),
});

/** @public */
export type BomComponentQuery = z.input<typeof componentQuerySchema>;

/**
 * Why a component is there: the shortest chains from the root to it, at most
 * five. Each begins with the root and ends with the component.
 *
 * @public
 */
export const componentPathsSchema = z.object({
  component: componentSchema,
  /** False when the document has no graph, or none that reaches it. */
  reachable: z.boolean(),
  paths: z.array(
    z.array(
      z.object({
        name: z.string(),
        version: z.string().nullable(),
        purl: z.string().nullable(),
      }),
    ),
  ),
});

/** @public */
export type BomComponentPaths = z.infer<typeof componentPathsSchema>;

/** @public */
export const diffEntrySchema = z.object({
  packageKey: z.string(),
  name: z.string(),
  group: z.string().nullable(),
  purl: z.string().nullable(),
  /** Versions before; empty for an added package. */
  from: z.array(z.string()),
  /** Versions after; empty for a removed package. */
  to: z.array(z.string()),
  licencesFrom: z.array(z.string()),
  licencesTo: z.array(z.string()),
  direct: z.boolean().nullable(),
});

/** @public */
export type BomDiffEntry = z.infer<typeof diffEntrySchema>;

/**
 * What changed between two uploads, by package. At most 2,000 entries of each
 * kind are listed; the counts are true.
 *
 * @public
 */
export const diffSchema = z.object({
  from: z.string(),
  to: z.string(),
  added: z.array(diffEntrySchema),
  removed: z.array(diffEntrySchema),
  changed: z.array(diffEntrySchema),
  counts: z.object({
    added: z.number().int(),
    removed: z.number().int(),
    changed: z.number().int(),
  }),
});

/** @public */
export type BomDiff = z.infer<typeof diffSchema>;

/**
 * Filters that searches and coverage share; refs are full entity refs.
 *
 * @public
 */
export const serviceFilterSchema = z.object({
  owner: z.string().max(512).optional(),
  system: z.string().max(512).optional(),
  lifecycle: z.string().max(100).optional(),
  tier: z.string().max(100).optional(),
});

/** @public */
export type ServiceFilter = z.infer<typeof serviceFilterSchema>;

/**
 * Query of `GET /v1/packages`: which packages match, aggregated over the
 * services that the caller may see.
 *
 * @public
 */
export const packageQuerySchema = serviceFilterSchema.extend({
  /** A purl, a name, or `name@range` (such as `undici@<6.21.1`). */
  q: z.string().min(1).max(400),
  ecosystem: z.string().max(50).optional(),
  /** Comma-separated; all channels but `pr` when left out. */
  channels: z.string().max(400).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number<number>().int().min(1).max(100).default(25),
});

/** @public */
export type PackageQuery = z.input<typeof packageQuerySchema>;

/** @public */
export const packageMatchSchema = z.object({
  packageKey: z.string(),
  name: z.string(),
  ecosystem: z.string().nullable(),
  /** Versions in the range, with how many services ship each; at most 20. */
  versions: z.array(
    z.object({
      version: z.string().nullable(),
      services: z.number().int(),
    }),
  ),
  versionCount: z.number().int(),
  services: z.number().int(),
  owners: z.number().int(),
  /** Services that ship it in a `deployed:*` head. */
  deployed: z.number().int(),
  lastSeenAt: z.string(),
  /** Versions that the ecosystem cannot order, so that no range holds them. */
  unordered: z.array(z.string()),
});

/** @public */
export type PackageMatch = z.infer<typeof packageMatchSchema>;

/** @public */
export const packagePageSchema = z.object({
  /** How the query was read, so that the page can say so. */
  query: z.object({
    name: z.string().nullable(),
    packageKey: z.string().nullable(),
    version: z.string().nullable(),
    range: z.string().nullable(),
  }),
  items: z.array(packageMatchSchema),
  nextCursor: z.string().nullable(),
  /** What the answer stands on: of `services`, so many have which state. */
  basis: z.object({
    services: z.number().int(),
    fresh: z.number().int(),
    stale: z.number().int(),
    none: z.number().int(),
  }),
});

/** @public */
export type PackagePage = z.infer<typeof packagePageSchema>;

/**
 * Query of `GET /v1/components`: who ships this package.
 *
 * @public
 */
export const usageQuerySchema = serviceFilterSchema.extend({
  /** With or without a version. */
  purl: z.string().min(1).max(1024),
  /** `vers:…`, or a bare range such as `<6.21.1`. */
  range: z.string().max(400).optional(),
  channels: z.string().max(400).optional(),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number<number>().int().min(1).max(500).default(100),
});

/** @public */
export type UsageQuery = z.input<typeof usageQuerySchema>;

/**
 * One package version in one current head of one service.
 *
 * @public
 */
export const usageSchema = z.object({
  entityRef: z.string(),
  owner: z.string().nullable(),
  slot: slotSchema,
  channel: channelSchema,
  uploadId: z.string(),
  effectiveAt: z.string(),
  state: z.enum(['fresh', 'stale']),
  component: componentSchema,
  /** True or false by the range; null where the version cannot be ordered. */
  inRange: z.boolean().nullable(),
  /** The last step before it on the shortest path; null when direct. */
  via: z
    .object({ name: z.string(), version: z.string().nullable() })
    .nullable(),
});

/** @public */
export type ComponentUsage = z.infer<typeof usageSchema>;

/** @public */
export const usagePageSchema = z.object({
  items: z.array(usageSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type ComponentUsagePage = z.infer<typeof usagePageSchema>;
