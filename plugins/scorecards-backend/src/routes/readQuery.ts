import { z } from 'zod';

/** Which part of a list to answer with. */
export const pageShape = {
  cursor: z.string().max(1024).optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
};

/** What narrows the fleet down. */
export const filterShape = {
  owner: z.string().max(2_000).optional(),
  system: z.string().max(2_000).optional(),
  lifecycle: z.string().max(500).optional(),
};

/** The parameters of a request, and no others. */
export function readQuery<T extends z.ZodRawShape>(
  shape: T,
  query: unknown,
): z.output<z.ZodObject<T>> {
  return z.object(shape).strict().parse(query) as z.output<z.ZodObject<T>>;
}
