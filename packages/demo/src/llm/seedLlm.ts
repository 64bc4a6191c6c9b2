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
  const keys = new Map<string, Promise<string>>();
  const keyOf = (call: PlannedCall) => {
    const { service, user } = partyOf(call);
    const party = service ?? user ?? '';
    const key =
      keys.get(party) ??
      client
        .createDevelopmentKey(
          { ...(service && { service }), ...(user && { user }) },
          asked,
        )
        .then(made => made.key);
    keys.set(party, key);
    return key;
  };
  const send = async (call: PlannedCall) => {
    const key = await keyOf(call);
    const calls = Array.from({ length: call.times }, () =>
      ask(baseUrl, key, call, signal),
    );
    return Promise.all(calls);
  };
  const counts = { imported, answered: 0, refused: 0 };
  for (const call of plan.calls) {
    for (const status of await send(call)) {
      if (status !== 200) {
        throw new Error(
          `A call to ${call.model} that should pass is answered with ${status}.`,
        );
      }
      counts.answered += 1;
    }
  }
  for (const [stage, calls] of Object.entries(plan.denials)) {
    for (const call of calls) {
      const answers = await send(call);
      const refused = answers.filter(status => status >= 400).length;
      if (refused === 0) {
        throw new Error(
          `A call to ${call.model} that ${stage} should refuse was answered.`,
        );
      }
      counts.refused += refused;
      counts.answered += answers.length - refused;
    }
  }
  // A key that nobody made.
  await ask(baseUrl, 'wmk_dev_not-a-key', plan.calls[0], signal);
  return { ...counts, refused: counts.refused + 1 };
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
