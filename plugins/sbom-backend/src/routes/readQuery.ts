import { z } from 'zod';
import { nearest } from '../catalog/nearest';

type Issue = z.core.$ZodRawIssue;

/** Parameters of a list of what an entity sent, newest first. */
export const historyQuerySchema = z.object({
  entityRef: z.string().min(1).max(512),
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
});

/**
 * The parameters of a request, and no others. What a schema says of its own is
 * told as it is; all else is told in a sentence with the legal form.
 */
export function readQuery<T extends z.ZodRawShape>(
  schema: z.ZodObject<T>,
  query: unknown,
) {
  const names = Object.keys(schema.shape);
  return schema
    .strict()
    .parse(query, { error: issue => explain(issue, names) });
}

function explain(issue: Issue, names: string[]): string | undefined {
  switch (issue.code) {
    case 'unrecognized_keys':
      return unknownNames(issue.keys, names);
    case 'invalid_type':
      return wrongType(issue.input, issue.expected);
    case 'invalid_value':
      return `write ${issue.values.map(String).join(' or ')}.`;
    case 'too_small':
      return `write at least ${amount(issue.minimum, issue.origin)}.`;
    case 'too_big':
      return `write at most ${amount(issue.maximum, issue.origin)}.`;
    case 'invalid_format':
      return issue.format === 'datetime'
        ? 'write an ISO 8601 time with its zone, such as 2026-01-31T12:00:00Z.'
        : undefined;
    default:
      return undefined;
  }
}

function wrongType(input: unknown, expected: string): string {
  if (input === undefined) {
    return 'it is needed.';
  }
  if (Array.isArray(input)) {
    return 'write it only once.';
  }
  return `write a ${expected === 'int' ? 'whole number' : expected}.`;
}

function unknownNames(unknown: string[], names: string[]): string {
  const [name] = unknown;
  const [meant] = nearest(name, names, 1);
  const legal = names.length
    ? `Those of this route are ${names.join(', ')}.`
    : 'This route takes none.';
  return [
    `There is no parameter ${JSON.stringify(name.slice(0, 80))}.`,
    meant ? `Did you mean ${meant}?` : legal,
  ].join(' ');
}

function amount(count: number | bigint, origin: string): string {
  if (origin !== 'string') {
    return String(count);
  }
  return `${count} ${Number(count) === 1 ? 'character' : 'characters'}`;
}
