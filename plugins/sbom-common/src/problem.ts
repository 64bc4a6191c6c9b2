import { z } from 'zod';

/**
 * Every code that the SBOM API answers with; stable, for machines.
 *
 * @public
 */
export const sbomProblemCodes = [
  'auth.forbidden',
  'auth.unauthenticated',
  'sbom.bom_corrupt',
  'sbom.bom_not_found',
  'sbom.busy',
  'sbom.deadline',
  'sbom.doctype',
  'sbom.encoding',
  'sbom.encoding_corrupt',
  'sbom.entity_not_found',
  'sbom.format',
  'sbom.internal',
  'sbom.invalid',
  'sbom.query',
  'sbom.ratio',
  'sbom.root_unsound',
  'sbom.route_not_found',
  'sbom.syntax',
  'sbom.too_complex',
  'sbom.too_deep',
  'sbom.too_large',
  'sbom.upload_not_found',
] as const;

/** @public */
export type SbomProblemCode = (typeof sbomProblemCodes)[number];

/**
 * One thing that is wrong in a document, and where.
 *
 * @public
 */
export const bomIssueSchema = z.object({
  /** Stable, such as `schema.enum`, `schema.uniqueItems` or `xsd`. */
  code: z.string(),
  /** What is wrong, in one sentence. */
  message: z.string(),
  /** JSON Pointer (RFC 6901) to the offending value; JSON documents only. */
  pointer: z.string().optional(),
  /** Position in the document, from 1; XML documents and syntax errors. */
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  /** The offending value, shortened to at most 120 characters. */
  value: z.string().optional(),
  /** What to do about it. */
  hint: z.string().optional(),
});

/** @public */
export type BomIssue = z.infer<typeof bomIssueSchema>;

/**
 * An error as RFC 9457 problem details, `application/problem+json`.
 *
 * @public
 */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string(),
  code: z.string(),
  hint: z.string().optional(),
  /** At most 100 of the violations … */
  issues: z.array(bomIssueSchema).optional(),
  /** … and how many there are. */
  issueCount: z.number().int().optional(),
});

/** @public */
export type Problem = z.infer<typeof problemSchema>;
