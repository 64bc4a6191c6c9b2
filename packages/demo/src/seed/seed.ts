import path from 'node:path';
import { CatalogClient } from '@backstage/catalog-client';
import {
  SbomApiError,
  SbomClient,
} from '@waymark/backstage-plugin-sbom-common';
import { waitForEntities } from './catalog';
import { Documents } from './documents';
import {
  type PlannedService,
  type PlannedUpload,
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
}

const discovery = (baseUrl: string) => ({
  getBaseUrl: async (pluginId: string) => `${baseUrl}/api/${pluginId}`,
});

/** A client whose answers are counted: 201 was new, 200 was a repeat. */
function countingClient(baseUrl: string): {
  client: SbomClient;
  answers: { created: number; repeated: number };
} {
  const answers = { created: 0, repeated: 0 };
  const counting: typeof fetch = async (input, init) => {
    const response = await fetch(input, init);
    answers.created += Number(response.status === 201);
    answers.repeated += Number(response.status === 200);
    return response;
  };
  const client = new SbomClient({
    discoveryApi: discovery(baseUrl),
    fetchApi: { fetch: counting },
  });
  return { client, answers };
}

/** `fetch` only says that it failed; its cause says why. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}

async function sendUpload(
  { document, age, query }: PlannedUpload,
  client: SbomClient,
  { documents, tokens, signal, startedAt }: Context,
): Promise<void> {
  const effectiveAt = new Date(startedAt - age).toISOString();
  try {
    await client.uploadBom(
      { ...query, effectiveAt },
      await documents.get(document),
      { token: tokens.importToken, signal },
    );
  } catch (error) {
    throw new Error(
      `${document} could not be sent for ${query.entityRef}: ${reason(error)}`,
      { cause: error },
    );
  }
}

async function sendBroken(
  { document, query }: Omit<PlannedUpload, 'age'>,
  client: SbomClient,
  { documents, tokens, signal }: Context,
): Promise<void> {
  const token = tokens.ciToken;
  const content = await documents.get(document);
  try {
    await client.uploadBom(query, content, { token, signal });
  } catch (error) {
    // 401 and 403 say that the token is wrong, and nothing of the document.
    if (error instanceof SbomApiError && !error.code.startsWith('auth.')) {
      return;
    }
    throw new Error(`${document} could not be sent: ${reason(error)}`, {
      cause: error,
    });
  }
  throw new Error(`${document} is broken, and yet it was accepted.`);
}

async function sendService(
  { uploads, refused }: PlannedService,
  context: Context,
): Promise<void> {
  const { counts } = context;
  const { client, answers } = countingClient(context.baseUrl);
  // From the oldest on: each is compared with the one before it.
  for (const upload of uploads) {
    await sendUpload(upload, client, context);
  }
  counts.services += 1;
  counts.sent += answers.created;
  counts.repeated += answers.repeated;
  // A refusal is no repeat of another, so it goes with new uploads only.
  if (refused && answers.created > 0) {
    await sendBroken(refused, client, context);
    counts.refused += 1;
  }
}

async function sendServices(
  services: PlannedService[],
  context: Context,
): Promise<void> {
  const { counts, concurrency = 4, log } = context;
  const waiting = services.values();
  const stop = new AbortController();
  const signals = [stop.signal, context.signal].filter(signal => !!signal);
  const shared = { ...context, signal: AbortSignal.any(signals) };
  const worker = async () => {
    for (const service of waiting) {
      await sendService(service, shared);
      if (counts.services % 5 === 0 || counts.services === services.length) {
        log(`${counts.services} of ${services.length} services`);
      }
    }
  };
  const workers = Array.from({ length: concurrency }, worker);
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  }
}

/**
 * Sends the history of the demo company through the public HTTP APIs, once its
 * services are in the catalog. A second run finds everything there and adds
 * nothing. Rejects with a sentence that names what could not be sent.
 */
export async function seed(options: SeedOptions): Promise<SeedCounts> {
  const { baseUrl, examples, log, signal, tokens } = options;
  const services = await readSchedule(examples);
  await waitForEntities(
    services.map(({ entityRef }) => entityRef),
    {
      catalog: new CatalogClient({ discoveryApi: discovery(baseUrl) }),
      token: tokens.importToken,
      log,
      signal,
      everyMs: options.waitMs ?? 500,
      attempts: 240,
    },
  );
  const counts = { services: 0, sent: 0, repeated: 0, refused: 0 };
  await sendServices(services, {
    ...options,
    startedAt: options.now(),
    counts,
    documents: new Documents(path.join(examples, 'boms')),
  });
  return counts;
}
