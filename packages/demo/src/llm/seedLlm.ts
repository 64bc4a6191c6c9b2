import {
  LlmProxyClient,
  type LlmHistory,
} from '@waymark/backstage-plugin-llm-proxy-common';
import { setTimeout as wait } from 'node:timers/promises';
import { pastAttempts } from './history';
import { partyOf, type PlannedCall, readLlmPlan } from './plan';

const BATCH = 1_000;

/** How to seed the use of models. */
export interface LlmSeedOptions {
  /** Of the backend, such as `http://127.0.0.1:7007`. */
  baseUrl: string;
  /** May import history and make development keys. */
  importToken: string;
  /** The folder with `llm.yaml`. */
  examples: string;
  signal?: AbortSignal;
  /** UTC milliseconds. */
  now: () => number;
}

/** What one run sent. */
export interface LlmSeedCounts {
  /** Calls of the past that were new. */
  imported: number;
  /** Calls that a model answered. */
  answered: number;
  /** Calls that were refused, as they should be. */
  refused: number;
}

/** Makes calls, each caller with a development key of its own. */
class Callers {
  readonly #keys = new Map<string, Promise<string>>();

  constructor(
    private readonly client: LlmProxyClient,
    private readonly options: LlmSeedOptions,
  ) {}

  /** The statuses of the answers. */
  async send(call: PlannedCall): Promise<number[]> {
    const { baseUrl, signal } = this.options;
    const key = await this.#keyOf(call);
    return Promise.all(
      Array.from({ length: call.times }, () => ask(baseUrl, key, call, signal)),
    );
  }

  #keyOf(call: PlannedCall): Promise<string> {
    const { service, user } = partyOf(call);
    const party = service ?? user ?? '';
    let key = this.#keys.get(party);
    if (!key) {
      const { importToken: token, signal } = this.options;
      const whose = { ...(service && { service }), ...(user && { user }) };
      key = this.client
        .createDevelopmentKey(whose, { token, signal })
        .then(made => made.key);
      this.#keys.set(party, key);
    }
    return key;
  }
}

/**
 * Lets the demo company use models: its past through the import permission,
 * its present through the real route. A second run adds what has happened
 * since to the past, and makes no call again.
 */
export async function seedLlm(options: LlmSeedOptions): Promise<LlmSeedCounts> {
  const { baseUrl, importToken, signal } = options;
  const plan = await readLlmPlan(options.examples);
  const client = new LlmProxyClient({
    discoveryApi: { getBaseUrl: async id => `${baseUrl}/api/${id}` },
    fetchApi: { fetch },
  });
  const asked = { token: importToken, signal };
  const attempts = pastAttempts(plan.usage, options.now());
  const imported = await importAll(client, attempts, asked);
  if (imported < attempts.length) {
    // The folder has been seeded before, and its calls with it.
    return { imported, answered: 0, refused: 0 };
  }
  const callers = new Callers(client, options);
  let answered = 0;
  for (const call of plan.calls) {
    const answers = await callers.send(call);
    expectAll(answers, status => status === 200, call, 'pass');
    answered += answers.length;
  }
  // A key that nobody made.
  await ask(baseUrl, 'wmk_dev_not-a-key', plan.calls[0], signal);
  let refused = 1;
  for (const call of Object.values(plan.denials).flat()) {
    const answers = await callers.send(call);
    const denied = answers.filter(status => status >= 400);
    // Of calls at once some are let through, and the last of them are not.
    expectAll(denied.slice(0, 1), status => status < 500, call, 'be refused');
    refused += denied.length;
    answered += answers.length - denied.length;
  }
  return { imported, answered, refused };
}

/** Throws when an answer, or the lack of any, is not what the plan says. */
function expectAll(
  answers: readonly number[],
  isRight: (status: number) => boolean,
  call: PlannedCall,
  what: string,
): void {
  const wrong = answers.find(status => !isRight(status));
  if (answers.length === 0 || wrong !== undefined) {
    throw new Error(
      `A call to ${call.model} that should ${what} is answered with ${
        wrong ?? 200
      }.`,
    );
  }
}

async function importAll(
  client: LlmProxyClient,
  attempts: LlmHistory['attempts'],
  asked: { token: string; signal?: AbortSignal },
): Promise<number> {
  let accepted = 0;
  for (let from = 0; from < attempts.length; from += BATCH) {
    const receipt = await client.importHistory(
      { attempts: attempts.slice(from, from + BATCH), denials: [] },
      asked,
    );
    accepted += receipt.accepted;
  }
  return accepted;
}

/** One call as an official client makes it; gives the status. */
async function ask(
  baseUrl: string,
  key: string,
  call: PlannedCall,
  signal?: AbortSignal,
): Promise<number> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(
      `${baseUrl}/api/llm-proxy/v1/chat/completions`,
      {
        method: 'POST',
        headers: {
          authorization: `Bearer ${key}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({
          model: call.model,
          messages: [{ role: 'user', content: call.prompt }],
          stream: call.stream,
          ...call.parameters,
        }),
        signal,
      },
    );
    await response.arrayBuffer();
    // The catalog may have the models a moment later than the components.
    if (response.status !== 503 || attempt === 20) {
      return response.status;
    }
    await wait(500, undefined, { signal });
  }
}
