import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

const caller = {
  service: z.string().optional(),
  user: z.string().optional(),
};

const usageSchema = z.strictObject({
  ...caller,
  model: z.string(),
  /** Calls on a working day. */
  perDay: z.number().min(0),
  /** Tokens of a typical call. */
  input: z.number().int().min(0),
  output: z.number().int().min(0),
});

const callSchema = z.strictObject({
  ...caller,
  model: z.string(),
  prompt: z.string(),
  stream: z.boolean().default(false),
  /** Sent this often, all at once. */
  times: z.number().int().min(1).max(50).default(1),
  /** Further members of the request. */
  parameters: z.record(z.string(), z.unknown()).default({}),
});

const planSchema = z.strictObject({
  usage: z.array(usageSchema),
  calls: z.array(callSchema),
  denials: z.partialRecord(
    z.enum(['policy', 'model', 'budget', 'rate', 'request']),
    z.array(callSchema),
  ),
});

/** How the demo company uses models; see `examples/llm.yaml`. */
export type LlmPlan = z.infer<typeof planSchema>;

/** One row of the past. */
export type PlannedUsage = LlmPlan['usage'][number];

/** One call, or several alike. */
export type PlannedCall = LlmPlan['calls'][number];

/** Reads `llm.yaml` of the examples' folder. Rejects for one that is wrong. */
export async function readLlmPlan(examples: string): Promise<LlmPlan> {
  const file = path.join(examples, 'llm.yaml');
  return planSchema.parse(parse(await readFile(file, 'utf8')));
}

/** Normalised refs of a caller. */
export function partyOf({
  service,
  user,
}: {
  service?: string;
  user?: string;
}): { service: string | null; user: string | null } {
  return {
    service: service === undefined ? null : `component:default/${service}`,
    user: user === undefined ? null : `user:default/${user}`,
  };
}
