import path from 'node:path';
import { CatalogClient } from '@backstage/catalog-client';
import {
  SbomApiError,
  SbomClient,
} from '@waymark/backstage-plugin-sbom-common';
import { waitForEntities } from './catalog';
import { Documents } from './documents';
import {
  type PlannedUpload,
  type Schedule,
  entitiesOf,
  readSchedule,
} from './schedule';

/** The development tokens that the seeder needs. */
export interface SeedTokens {
  /** Restricted to `sbom.bom.create`, as a pipeline's is. */
  ciToken: string;
  /** May import history and read the catalog. */
  importToken: string;
}

/** How to seed, and what. */
export interface SeedOptions {
  /** Of the backend, such as `http://127.0.0.1:7007`. */
  baseUrl: string;
  tokens: SeedTokens;
  /** The folder with `seed.yaml` and `boms`. */
  examples: string;
  /** Gets one line of progress at a time. */
  log: (line: string) => void;
  signal?: AbortSignal;
  /** UTC milliseconds, from which ages count back. */
  now: () => number;
  /** Services whose uploads are sent at the same time. */
  concurrency?: number;
  /** Pause between two questions for missing entities. */
  waitMs?: number;
}

/** What one run sent. */
export interface SeedCounts {
  services: number;
  /** Uploads that were new. */
  sent: number;
  /** Uploads that had been sent before. */
  repeated: number;
  /** Broken documents that were refused, as they should be. */
  refused: number;
}

interface Context extends SeedOptions {
  startedAt: number;
  counts: SeedCounts;
  documents: Documents;
  client: SbomClient;
}

const discovery = (baseUrl: string) => ({
  getBaseUrl: async (pluginId: string) => `${baseUrl}/api/${pluginId}`,
});

function createContext(options: SeedOptions): Context {
  const counts = { services: 0, sent: 0, repeated: 0, refused: 0 };
  const counting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    if (response.status === 201) {
      counts.sent += 1;
    } else if (response.status === 200 && init?.method === 'POST') {
      counts.repeated += 1;
    }
    return response;
  };
  return {
    ...options,
    startedAt: options.now(),
    counts,
    documents: new Documents(path.join(options.examples, 'boms')),
    client: new SbomClient({
      discoveryApi: discovery(options.baseUrl),
      fetchApi: { fetch: counting },
    }),
  };
}

async function sendService(
  uploads: PlannedUpload[],
  context: Context,
): Promise<void> {
  const { client, documents, tokens, signal, startedAt } = context;
  // From the oldest on: each is compared with the one before it.
  for (const { document, age, query } of uploads) {
    const effectiveAt = new Date(startedAt - age).toISOString();
    try {
      await client.uploadBom(
        { ...query, effectiveAt },
        await documents.get(document),
        { token: tokens.importToken, signal },
      );
    } catch (error) {
      throw new Error(
        `${document} could not be sent for ${query.entityRef}: ${reason(
          error,
        )}`,
        { cause: error },
      );
    }
  }
}

/** `fetch` only says that it failed; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function sendServices(
  { services }: Schedule,
  context: Context,
): Promise<void> {
  const { counts, concurrency = 4, log } = context;
  const waiting = services.values();
  const worker = async () => {
    for (const uploads of waiting) {
      await sendService(uploads, context);
      counts.services += 1;
      if (counts.services % 5 === 0 || counts.services === services.length) {
        log(`${counts.services} of ${services.length} services`);
      }
    }
  };
  const workers = Array.from({ length: concurrency }, worker);
  const failed = (await Promise.allSettled(workers)).find(
    result => result.status === 'rejected',
  );
  if (failed) {
    throw failed.reason;
  }
}

async function sendBroken(
  { document, query }: PlannedUpload,
  context: Context,
): Promise<void> {
  const { client, documents, tokens, signal, counts } = context;
  const { items } = await client.listRefusals(
    { entityRef: query.entityRef },
    { token: tokens.importToken, signal },
  );
  if (items.some(item => item.commit === query.commit)) {
    return;
  }
  try {
    await client.uploadBom(query, await documents.get(document), {
      token: tokens.ciToken,
      signal,
    });
  } catch (error) {
    // 401 and 403 say that the token is wrong, and nothing of the document.
    if (!(error instanceof SbomApiError) || error.code.startsWith('auth.')) {
      throw new Error(`${document} could not be sent: ${reason(error)}`, {
        cause: error,
      });
    }
    counts.refused += 1;
    return;
  }
  throw new Error(`${document} is broken, and yet it was accepted.`);
}

/**
 * Sends the history of the demo company through the public HTTP APIs, once its
 * services are in the catalog. A second run finds everything there and adds
 * nothing. Rejects with a sentence that names what could not be sent.
 */
export async function seed(options: SeedOptions): Promise<SeedCounts> {
  const schedule = await readSchedule(options.examples);
  await waitForEntities(entitiesOf(schedule), {
    catalog: new CatalogClient({ discoveryApi: discovery(options.baseUrl) }),
    token: options.tokens.importToken,
    log: options.log,
    signal: options.signal,
    everyMs: options.waitMs ?? 500,
    attempts: 240,
  });
  const context = createContext(options);
  await sendServices(schedule, context);
  for (const broken of schedule.refused) {
    await sendBroken(broken, context);
  }
  return context.counts;
}
