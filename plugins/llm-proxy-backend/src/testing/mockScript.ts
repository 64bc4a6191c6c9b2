import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { wholeAnswer, type MockPlan, type MockRoute } from './mockAnswers';

/** Words of an answer when the request allows as many. */
const WORDS = 20;

/** The conduct that a model's name asks for. */
export interface Script {
  readonly conduct: string;
  readonly number: number;
}

export function readScript(name: string): Script {
  const match = /^mock-([a-z-]+?)(?:-(\d+))?$/.exec(name);
  return { conduct: match?.[1] ?? '', number: Number(match?.[2] ?? 0) };
}

export function planOf(
  route: MockRoute,
  model: string,
  value: Record<string, unknown>,
  { conduct, number }: Script,
): MockPlan {
  const read = JSON.stringify(
    value.messages ?? value.prompt ?? value.input ?? '',
  );
  const input = Math.max(1, Math.ceil(Buffer.byteLength(read) / 8));
  const cap = Number(
    value.max_completion_tokens ??
      value.max_tokens ??
      value.max_output_tokens ??
      Infinity,
  );
  const embeds = route === 'embeddings' || route === 'count_tokens';
  const wanted = conduct === 'words' ? number : WORDS;
  const output = embeds ? 0 : Math.min(wanted, cap);
  const options = value.stream_options as
    | { include_usage?: boolean }
    | undefined;
  const zero = conduct === 'zero-usage';
  return {
    model,
    inputTokens: route === 'count_tokens' ? 0 : input,
    outputTokens: output,
    usage:
      conduct === 'no-usage'
        ? null
        : { input: zero ? 0 : input, output: zero ? 0 : output },
    includeUsage: options?.include_usage === true,
    padding: conduct === 'huge' ? number : 0,
  };
}

/** Answers that are no answer of a model. */
export function answerAtOnce(
  { conduct, number }: Script,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const json = { 'content-type': 'application/json' };
  switch (conduct) {
    case 'status':
      response.writeHead(number, json);
      response.end(
        JSON.stringify({
          error: {
            message: `mock status ${number}`,
            type: 'mock_error',
            param: null,
            code: 'mock_code',
          },
        }),
      );
      return true;
    case 'retry-after':
      response.writeHead(429, { ...json, 'retry-after': String(number) });
      response.end('{"error":{"message":"slow down"}}');
      return true;
    case 'leak':
      // Repeats what it was sent, as some servers do.
      response.writeHead(400, { ...json, 'x-internal': 'secret' });
      response.end(
        JSON.stringify({
          error: {
            message: `bad key ${
              request.headers.authorization ?? request.headers['x-api-key']
            } at http://10.1.2.3:9/x host llm.internal org-abcdefghijk`,
          },
        }),
      );
      return true;
    case 'html':
      response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hi</p>');
      return true;
    case 'gzip':
      response
        .writeHead(200, { ...json, 'content-encoding': 'gzip' })
        .end('{}');
      return true;
    case 'redirect':
      response.writeHead(307, { location: '/mock/tally' }).end();
      return true;
    default:
      return false;
  }
}

export function answerWhole(
  route: MockRoute,
  plan: MockPlan,
  { conduct }: Script,
  response: ServerResponse,
) {
  const text = JSON.stringify(wholeAnswer(route, plan));
  response.writeHead(200, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  if (conduct === 'stall-head') {
    response.flushHeaders();
  } else if (conduct === 'reset-head' || conduct === 'reset-body') {
    response.write(text.slice(0, conduct === 'reset-head' ? 0 : 20), () =>
      response.socket?.resetAndDestroy(),
    );
  } else {
    response.end(text);
  }
}

export async function writeEvents(
  events: string[],
  { conduct, number }: Script,
  response: ServerResponse,
  signal: AbortSignal,
) {
  const half = Math.floor(events.length / 2);
  for (const [at, event] of events.entries()) {
    if (response.destroyed) {
      return;
    }
    if (conduct === 'slow') {
      await sleep(number, undefined, { signal });
    }
    const middle = at === half;
    if (middle && conduct === 'stall-body') {
      return;
    }
    if (conduct === 'reset-head' || (middle && conduct === 'reset-body')) {
      // A reset drops what is not out yet.
      await sleep(20, undefined, { signal });
      response.socket?.resetAndDestroy();
      return;
    }
    if (middle && conduct === 'truncate') {
      break;
    }
    if (middle && conduct === 'error-event') {
      response.write(
        'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"see http://10.1.2.3/x"}}\n\n',
      );
      break;
    }
    if (!response.write(event)) {
      await drained(response);
    }
  }
  response.end();
}

async function drained(response: ServerResponse) {
  const done = new AbortController();
  const { signal } = done;
  await Promise.race([
    once(response, 'drain', { signal }),
    once(response, 'close', { signal }),
  ]).finally(() => done.abort());
}
