import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { streamAnswer, type MockPlan, type MockRoute } from './mockAnswers';
import {
  answerAtOnce,
  answerWhole,
  planOf,
  readScript,
  writeEvents,
  type Script,
} from './mockScript';

/** A recorded request to a provider and its answer. */
export interface Recording {
  /** Name of the cassette, without ending. */
  readonly name: string;
  readonly path: string;
  readonly request: Buffer;
  readonly requestType: string;
  readonly status: number;
  readonly type: string;
  readonly body: Buffer;
}

/** One request that came in whole, and what became of it. Times are milliseconds since the epoch. */
interface MockRequest {
  readonly path: string;
  readonly model: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly at: number;
  /** What it will be billed for, whatever becomes of it. */
  readonly input: number;
  readonly output: number;
  /** When its socket or its answer closed; null while it is open. */
  closedAt: number | null;
  /** True when the answer had been sent whole by then. */
  finished: boolean;
  readonly closed: Promise<void>;
}

interface MockTally {
  readonly requests: number;
  readonly input: number;
  readonly output: number;
  /** By the name of the model. */
  readonly models: Readonly<
    Record<string, { requests: number; input: number; output: number }>
  >;
  /** Connections accepted, and those that are open now. */
  readonly accepted: number;
  readonly open: number;
}

export interface MockUpstream {
  readonly origin: string;
  /** As a client of either dialect has it. */
  readonly baseUrl: string;
  readonly requests: readonly MockRequest[];
  tally(): MockTally;
  /** The next request that comes in whole. */
  next(): Promise<MockRequest>;
  close(): Promise<void>;
}

export interface MockOptions {
  /** 0 takes any that is free. */
  readonly port?: number;
  /** Answered to the model `cassette-<name>`. */
  readonly recordings?: readonly Recording[];
}

const ROUTES: Readonly<Record<string, MockRoute>> = {
  '/v1/chat/completions': 'chat',
  '/v1/completions': 'completions',
  '/v1/responses': 'responses',
  '/v1/embeddings': 'embeddings',
  '/v1/messages': 'messages',
  '/v1/messages/count_tokens': 'count_tokens',
};

/** Not billed, as real providers do it. */
const FREE = new Set([400, 401, 403, 404, 413, 422, 429]);

class Mock implements MockUpstream {
  readonly requests: MockRequest[] = [];
  private accepted = 0;
  private readonly sockets = new Set<Socket>();
  private readonly closing = new AbortController();
  private waiting: Array<(request: MockRequest) => void> = [];
  private readonly server = createServer((request, response) => {
    this.handle(request, response).catch(() => response.destroy());
  });
  private readonly recordings: ReadonlyMap<string, Recording>;

  constructor(options: MockOptions) {
    this.recordings = new Map(
      (options.recordings ?? []).map(item => [`cassette-${item.name}`, item]),
    );
    this.server.on('connection', socket => {
      this.accepted++;
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(port: number) {
    this.server.listen(port, '127.0.0.1');
    await once(this.server, 'listening');
  }

  get origin() {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get baseUrl() {
    return `${this.origin}/v1`;
  }

  next(): Promise<MockRequest> {
    return new Promise(resolve => {
      this.waiting.push(resolve);
    });
  }

  tally(): MockTally {
    const models: Record<
      string,
      { requests: number; input: number; output: number }
    > = {};
    let input = 0;
    let output = 0;
    for (const request of this.requests) {
      const model = (models[request.model] ??= {
        requests: 0,
        input: 0,
        output: 0,
      });
      model.requests++;
      model.input += request.input;
      model.output += request.output;
      input += request.input;
      output += request.output;
    }
    return {
      requests: this.requests.length,
      input,
      output,
      models,
      accepted: this.accepted,
      open: this.sockets.size,
    };
  }

  async close() {
    this.closing.abort();
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async handle(request: IncomingMessage, response: ServerResponse) {
    const [path] = (request.url ?? '').split('?');
    if (path === '/mock/tally') {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(this.tally()));
      return;
    }
    const body = await readAll(request);
    const value = parseLoosely(body);
    const model = String(value.model ?? '');
    const recording = this.recordings.get(model);
    if (recording) {
      this.record(request, response, path, model, body, 0, 0);
      response.writeHead(recording.status, { 'content-type': recording.type });
      response.end(recording.body);
      return;
    }
    const route = ROUTES[path];
    if (!route) {
      response.writeHead(404).end('{}');
      return;
    }
    const script = readScript(String(request.headers['x-mock'] ?? model));
    const plan = planOf(route, model, value, script);
    const free = script.conduct === 'status' && FREE.has(script.number);
    this.record(
      request,
      response,
      path,
      model,
      body,
      free ? 0 : plan.usage?.input ?? plan.inputTokens,
      free ? 0 : plan.usage?.output ?? plan.outputTokens,
    );
    await this.act(
      route,
      plan,
      script,
      value.stream === true,
      request,
      response,
    );
  }

  private record(
    request: IncomingMessage,
    response: ServerResponse,
    path: string,
    model: string,
    body: Buffer,
    input: number,
    output: number,
  ) {
    const entry: MockRequest = {
      path,
      model,
      headers: request.headers,
      body,
      at: Date.now(),
      input,
      output,
      closedAt: null,
      finished: false,
      closed: once(response, 'close').then(() => {
        entry.closedAt = Date.now();
        entry.finished = response.writableFinished;
      }),
    };
    this.requests.push(entry);
    const { waiting } = this;
    this.waiting = [];
    waiting.forEach(tell => tell(entry));
  }

  private async act(
    route: MockRoute,
    plan: MockPlan,
    script: Script,
    stream: boolean,
    request: IncomingMessage,
    response: ServerResponse,
  ) {
    const { signal } = this.closing;
    const { conduct, number } = script;
    if (conduct === 'delay') {
      await sleep(number, undefined, { signal });
    }
    if (conduct === 'stall') {
      // Nothing at all, until the other side gives up.
      return;
    }
    if (conduct === 'reset-before') {
      request.socket.resetAndDestroy();
      return;
    }
    if (answerAtOnce(script, request, response)) {
      return;
    }
    if (!stream) {
      answerWhole(route, plan, script, response);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.flushHeaders();
    if (conduct === 'stall-head') {
      return;
    }
    await writeEvents(streamAnswer(route, plan), script, response, signal);
  }
}

async function readAll(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}

function parseLoosely(body: Buffer): Record<string, unknown> {
  try {
    return JSON.parse(body.toString('utf8')) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/**
 * A provider whose conduct is chosen by the name of the model (or the header
 * `x-mock`), `mock-<conduct>`, optionally with a number: `status-503`,
 * `retry-after-2`, `delay-500`, `slow-20`, `stall`, `stall-head`,
 * `stall-body`, `reset-before`, `reset-head`, `reset-body`, `truncate`, `no-usage`,
 * `zero-usage`, `huge-1000000`, `error-event`, `html`, `gzip`, `redirect`,
 * `leak`, `words-100`; all others answer at once. It bills all that came in
 * whole, be it aborted or not.
 */
export async function startMockUpstream(
  options: MockOptions = {},
): Promise<MockUpstream> {
  const mock = new Mock(options);
  await mock.listen(options.port ?? 0);
  return mock;
}
