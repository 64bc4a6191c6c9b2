import { z } from 'zod';
import { dataClassSchema, instantSchema, operationSchema } from './values';

/**
 * Integer pico-dollars for one token (micro-dollars for a million tokens),
 * and a fee for each request in nano-dollars.
 *
 * @public
 */
export const priceSchema = z.object({
  /** Names this set of prices in every record that used it. */
  version: z.string(),
  input: z.number().int(),
  cachedInput: z.number().int(),
  output: z.number().int(),
  perRequest: z.number().int(),
});

/** @public */
export type LlmPrice = z.infer<typeof priceSchema>;

/**
 * A model as the catalog declares it and the proxy enforces it, and whether
 * the one who asks may use it.
 *
 * @public
 */
export const modelSchema = z.object({
  alias: z.string(),
  entityRef: z.string(),
  title: z.string(),
  description: z.string().nullable(),
  owner: z.string(),
  provider: z.string(),
  /** True when no real model answers, but the built-in provider. */
  builtIn: z.boolean(),
  operations: z.array(operationSchema),
  price: priceSchema,
  /** The highest class of data that may be sent. */
  dataClass: dataClassSchema,
  regions: z.array(z.string()),
  /** Days that the provider keeps prompts; 0 when it keeps nothing. */
  retentionDays: z.number().int(),
  contextTokens: z.number().int(),
  maxOutputTokens: z.number().int(),
  /** When it stops being offered. */
  endOfLife: instantSchema.nullable(),
  replacedBy: z.string().nullable(),
  state: z.enum(['available', 'deprecated', 'ended', 'unavailable']),
  /** For the one who asks. */
  access: z.object({
    allowed: z.boolean(),
    /** The rule that denies, such as LLM002. */
    rule: z.string().nullable(),
    reason: z.string().nullable(),
    /** Who can change it. */
    owner: z.string().nullable(),
  }),
});

/** @public */
export type LlmModel = z.infer<typeof modelSchema>;

/** @public */
export const modelsSchema = z.object({ items: z.array(modelSchema) });

/** @public */
export type LlmModels = z.infer<typeof modelsSchema>;
