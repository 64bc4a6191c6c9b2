import { z } from 'zod';
import { bomIssueSchema } from './problem';

/**
 * `sha256:` and 64 lower-case hexadecimal digits.
 *
 * @public
 */
export const digestSchema = z
  .string()
  .regex(
    /^sha256:[0-9a-f]{64}$/,
    'write it as sha256: and 64 lower-case hexadecimal digits.',
  );

/**
 * Which artefact a BOM describes: `source`, `image`, `image:<variant>` or
 * `runtime`.
 *
 * @public
 */
export const slotSchema = z
  .string()
  .regex(
    /^(source|image(:[a-z0-9][a-z0-9._-]{0,62})?|runtime)$/,
    'write source, image, image:<variant> or runtime; a variant has at most 63 of a-z, 0-9, ".", "_" and "-".',
  );

/**
 * Where that artefact is on its way to production: `pr`, `main`,
 * `release:<line>` or `deployed:<env>`.
 *
 * @public
 */
export const channelSchema = z
  .string()
  .regex(
    /^(pr|main|(release|deployed):[A-Za-z0-9][A-Za-z0-9._-]{0,62})$/,
    'write pr, main, release:<line> or deployed:<environment>; the name has at most 63 of A-Z, a-z, 0-9, ".", "_" and "-".',
  );

/**
 * How old a head is: at most `freshFor` (7 days unless configured), older, or
 * there is none.
 *
 * @public
 */
export const bomStateSchema = z.enum(['fresh', 'stale', 'none']);

/** @public */
export type BomState = z.infer<typeof bomStateSchema>;

/**
 * One measured property of a BOM: `passed` of `total` components (or of 1,
 * for properties of the document) have it.
 *
 * @public
 */
export const qualityCheckSchema = z.object({
  id: z.enum([
    'versions',
    'purls',
    'licences',
    'hashes',
    'suppliers',
    'graph',
    'root',
    'timestamp',
    'tool',
    'schema',
  ]),
  passed: z.number().int(),
  total: z.number().int(),
  /** Share of this check in the score; the weights sum to 100. */
  weight: z.number().int(),
});

/**
 * How much can be done with a BOM: the weighted share of its checks, 0–100,
 * rounded down so that 100 means all of them.
 *
 * @public
 */
export const qualitySchema = z.object({
  score: z.number().int().min(0).max(100),
  checks: z.array(qualityCheckSchema),
});

/** @public */
export type BomQuality = z.infer<typeof qualitySchema>;

/**
 * The receipt of one upload. Times are ISO 8601 in UTC.
 *
 * @public
 */
export const uploadSchema = z.object({
  uploadId: z.string(),
  entityRef: z.string(),
  slot: slotSchema,
  channel: channelSchema,
  commit: z.string().nullable(),
  /** Branch or tag. */
  ref: z.string().nullable(),
  imageDigest: z.string().nullable(),
  /** The CI run that sent it. */
  runUrl: z.string().nullable(),
  /** Who sent it: a user's entity ref or a service subject. */
  principal: z.string(),
  /** SHA-256 of the exact bytes, after any `Content-Encoding` was undone. */
  blobDigest: digestSchema,
  /** SHA-256 of the canonical components and edges. */
  contentDigest: digestSchema,
  /** Of the exact bytes. */
  sizeBytes: z.number().int(),
  format: z.enum(['json', 'xml']),
  specVersion: z.string(),
  serialNumber: z.string().nullable(),
  bomVersion: z.number().int().nullable(),
  tool: z
    .object({ name: z.string(), version: z.string().nullable() })
    .nullable(),
  /** `metadata.timestamp` as the document claims it. */
  generatedAt: z.string().nullable(),
  receivedAt: z.string(),
  /** What orders uploads and tells fresh from stale; never after receipt. */
  effectiveAt: z.string(),
  /** True for history that came in through the import permission. */
  imported: z.boolean(),
  components: z.number().int(),
  /** Dependencies of the root itself; null when no graph leads from it. */
  direct: z.number().int().nullable(),
  withoutLicence: z.number().int(),
  /** True when the content equals that of the head before it. */
  unchanged: z.boolean(),
  /** True when this upload is the current one of its slot and channel. */
  head: z.boolean(),
  quality: qualitySchema,
  issues: z.array(bomIssueSchema),
  issueCount: z.number().int(),
});

/** @public */
export type BomUpload = z.infer<typeof uploadSchema>;

/** @public */
export const uploadPageSchema = z.object({
  items: z.array(uploadSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type BomUploadPage = z.infer<typeof uploadPageSchema>;

/**
 * The parameters of an upload. Only `entityRef` is required.
 *
 * @public
 */
export const uploadQuerySchema = z.object({
  entityRef: z.string().min(1).max(512),
  slot: slotSchema.default('source'),
  channel: channelSchema.default('main'),
  commit: z
    .string()
    .regex(
      /^[0-9a-fA-F]{7,64}$/,
      'write a commit hash of 7 to 64 hexadecimal digits, such as 3f2c1ab.',
    )
    .optional(),
  ref: z.string().min(1).max(255).optional(),
  imageDigest: digestSchema.optional(),
  runUrl: z
    .url({ protocol: /^https?$/, error: 'write an http or https URL.' })
    .max(2048)
    .optional(),
  /** Commit or CI time, ISO 8601; orders uploads, clamped to the receipt. */
  commitTime: z.iso.datetime({ offset: true }).optional(),
  /** Needed for `deployed:*`: tells a roll-back from a repeat. */
  deploymentId: z.string().min(1).max(255).optional(),
  /** Needs `sbom.bom.import`: when this BOM became true, ISO 8601. */
  effectiveAt: z.iso.datetime({ offset: true }).optional(),
  /**
   * `tolerant` stores what is sound and lists the violations; `strict`
   * refuses a document with any.
   */
  mode: z.enum(['tolerant', 'strict']).default('tolerant'),
});

/** @public */
export type BomUploadQuery = z.input<typeof uploadQuerySchema>;

/**
 * The answer of `POST /v1/validate`.
 *
 * @public
 */
export const validationSchema = z.object({
  valid: z.boolean(),
  format: z.enum(['json', 'xml']),
  specVersion: z.string(),
  issues: z.array(bomIssueSchema),
  issueCount: z.number().int(),
});

/** @public */
export type BomValidation = z.infer<typeof validationSchema>;

/**
 * An upload that was refused, kept so that a team can see why its BOM is old.
 *
 * @public
 */
export const refusalSchema = z.object({
  at: z.string(),
  entityRef: z.string(),
  slot: z.string(),
  channel: z.string(),
  commit: z.string().nullable(),
  runUrl: z.string().nullable(),
  principal: z.string(),
  code: z.string(),
  detail: z.string(),
});

/** @public */
export type BomRefusal = z.infer<typeof refusalSchema>;

/** @public */
export const refusalPageSchema = z.object({
  items: z.array(refusalSchema),
  nextCursor: z.string().nullable(),
});

/** @public */
export type BomRefusalPage = z.infer<typeof refusalPageSchema>;
