import { type Entity, stringifyEntityRef } from '@backstage/catalog-model';
import {
  dataClassSchema,
  operationSchema,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { z } from 'zod';
import type { Model } from './types';

/** US dollars for a million tokens, at most six decimals: pico-dollars a token. */
const pricePerMillion = z
  .union([z.number(), z.string()])
  .transform((value, context) => {
    const match = /^(\d{1,6})(?:\.(\d{1,6}))?$/.exec(String(value));
    if (!match) {
      context.addIssue({
        code: 'custom',
        message: 'expected US dollars with at most six decimals',
      });
      return z.NEVER;
    }
    return (
      Number(match[1]) * 1_000_000 + Number((match[2] ?? '').padEnd(6, '0'))
    );
  });

const specSchema = z.strictObject({
  alias: z.string().regex(/^[a-zA-Z0-9][\w.:/-]{0,127}$/),
  provider: z.string().min(1),
  /** The provider's name for it. */
  model: z.string().min(1).max(200),
  operations: z.array(operationSchema).min(1),
  price: z.strictObject({
    version: z.string().min(1).max(64),
    inputPerMillion: pricePerMillion,
    /** The price of `inputPerMillion` when left out. */
    cachedInputPerMillion: pricePerMillion.optional(),
    outputPerMillion: pricePerMillion,
    /** US dollars, at most six decimals. */
    perRequest: pricePerMillion.default(0),
  }),
  dataClass: dataClassSchema,
  regions: z.array(z.string()).min(1),
  retentionDays: z.number().int().min(0),
  contextTokens: z.number().int().min(1),
  maxOutputTokens: z.number().int().min(0),
  imageTokens: z.number().int().min(1).optional(),
  endOfLife: z.iso.datetime().optional(),
  replacedBy: z.string().optional(),
  fallbacks: z.array(z.string()).max(5).default([]),
});

/** Reads `spec.llm` of a model's entity; throws with the key that is wrong. */
export function readModel(entity: Entity): Model {
  const parsed = specSchema.safeParse(entity.spec?.llm);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new Error(
      `${['spec', 'llm', ...issue.path].join('.')}: ${issue.message}`,
    );
  }
  const { price, imageTokens, endOfLife, replacedBy, ...spec } = parsed.data;
  const entityRef = stringifyEntityRef(entity);
  const owner = entity.relations?.find(item => item.type === 'ownedBy');
  return Object.freeze({
    ...spec,
    entityRef,
    title: entity.metadata.title ?? entity.metadata.name,
    description: entity.metadata.description ?? null,
    owner: owner?.targetRef ?? String(entity.spec?.owner ?? ''),
    price: Object.freeze({
      version: price.version,
      input: price.inputPerMillion,
      cachedInput: price.cachedInputPerMillion ?? price.inputPerMillion,
      output: price.outputPerMillion,
      // Micro-dollars to nano-dollars.
      perRequest: price.perRequest * 1_000,
    }),
    imageTokens: imageTokens ?? null,
    endOfLife: endOfLife === undefined ? null : Date.parse(endOfLife),
    replacedBy: replacedBy ?? null,
  });
}
