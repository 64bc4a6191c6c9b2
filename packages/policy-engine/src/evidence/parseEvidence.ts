import type { z } from 'zod';
import { PolicyEngineError } from '../errors';
import { evidenceSchema } from './schema';

/**
 * One evidence document, version 1. Times are epoch seconds.
 *
 * @public
 */
export type Evidence = z.infer<typeof evidenceSchema>;

/** Faults that are told at most; a hostile document may hold millions. */
const TOLD = 10;

/**
 * Reads evidence of an untrusted source.
 *
 * @throws PolicyEngineError `policy.invalid_evidence`; the message names the
 *   first ten paths and no values, which may be secrets
 *
 * @public
 */
export function parseEvidence(value: unknown): Evidence {
  const parsed = evidenceSchema.safeParse(value);
  if (parsed.success) {
    return parsed.data;
  }
  const { issues } = parsed.error;
  const told = issues
    .slice(0, TOLD)
    .map(({ path, code }) => `${path.join('.') || '(document)'}: ${code}`);
  const more = issues.length > TOLD ? `, and ${issues.length - TOLD} more` : '';
  throw new PolicyEngineError(
    'policy.invalid_evidence',
    `The evidence does not hold by its schema: ${told.join(', ')}${more}.`,
  );
}
