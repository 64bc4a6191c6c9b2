import { setTimeout as sleep } from 'node:timers/promises';
import type { CatalogApi } from '@backstage/catalog-client';

/** Where, how and how long {@link waitForEntities} asks. */
export interface WaitOptions {
  catalog: Pick<CatalogApi, 'getEntitiesByRefs'>;
  token: string;
  log: (line: string) => void;
  signal?: AbortSignal;
  /** Milliseconds between two questions. */
  everyMs: number;
  /** How often to ask at most. */
  attempts: number;
}

/** Resolves once the catalog holds all of the given entities. */
export async function waitForEntities(
  entityRefs: string[],
  options: WaitOptions,
): Promise<void> {
  const { catalog, token, log, signal, everyMs, attempts } = options;
  let missing = entityRefs;
  for (let attempt = 1; attempt <= attempts; attempt += 1) {
    signal?.throwIfAborted();
    const { items } = await catalog.getEntitiesByRefs(
      { entityRefs: missing, fields: ['kind', 'metadata.name'] },
      { token },
    );
    missing = missing.filter((_, index) => !items[index]);
    if (missing.length === 0) {
      return;
    }
    if (attempt === 1) {
      log(`waiting for ${missing.length} services to appear in the catalog`);
    }
    await sleep(everyMs, undefined, { signal });
  }
  throw new Error(
    `The catalog does not hold ${missing.join(', ')}. ` +
      'Are the files of examples/catalog among its locations?',
  );
}
