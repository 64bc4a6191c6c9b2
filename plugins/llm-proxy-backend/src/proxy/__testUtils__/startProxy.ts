import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { Model } from '../../models/types';
import type { PolicyDecision } from '../../policy/types';
import type { Principal } from '../../principals/types';
import { bound } from '../../quota/bound';
import { MemoryLedger } from '../../quota/MemoryLedger';
import {
  startMockUpstream,
  type MockUpstream,
} from '../../testing/mockUpstream';
import {
  modelOf,
  providerConfig,
  resilience,
  type ProviderConfig,
} from '../../testing/upstreamKit';
import { createProxy, type Proxy } from '../createProxy';
import type { ProxyOptions, ProxyPorts } from '../types';
import { createProviderKeys } from '../upstream/keys';
import { createUpstreams } from '../upstream/upstreams';
import {
  CountingRates,
  knownTokens,
  MemoryAudit,
  principalOf,
} from './memoryPorts';

export const UPSTREAM_KEY = 'sk-canary-upstream-0123456789abcdef';
export const TEAM = 'group:default/alpha';
const PERIOD = '2026-11';
export const NOW = Date.UTC(2026, 10, 24, 12);

const defaults: ProxyOptions = {
  maxBytes: 64 * 1024,
  maxMultimodalBytes: 256 * 1024,
  maxDepth: 32,
  headTimeout: 1_000,
  bodyTimeout: 500,
  requestTimeout: 10_000,
  maxAttempts: 3,
  holdFor: 60_000,
  clamp: false,
  cache: { entries: 100, bytes: 1024 * 1024, ttl: 60_000 },
  fallbackAnswer: false,
};

export interface TestProxy {
  readonly proxy: Proxy;
  readonly mock: MockUpstream;
  readonly ledger: MemoryLedger;
  readonly audit: MemoryAudit;
  readonly rates: CountingRates;
  readonly models: Map<string, Model>;
  readonly tokens: Map<string, Principal | Error>;
  /** What the ports were told that should not happen. */
  readonly reports: unknown[];
  readonly port: number;
  /** For official clients. */
  readonly baseUrl: string;
  /** Added to the clock, in milliseconds. */
  shift: number;
  spent(scope?: string): Promise<number>;
  close(): Promise<void>;
}

export interface StartOptions {
  readonly options?: Partial<ProxyOptions>;
  readonly ports?: Partial<ProxyPorts>;
  readonly provider?: Partial<ProviderConfig>;
  readonly policy?: PolicyDecision['decide'];
  readonly limit?: number;
  readonly rate?: number;
}

/** A proxy with real upstreams and a real ledger, before a mock provider. */
export async function startProxy(start: StartOptions = {}): Promise<TestProxy> {
  const mock = await startMockUpstream();
  const providers = {
    up: providerConfig({
      kind: 'openai',
      baseUrl: mock.baseUrl,
      apiKey: UPSTREAM_KEY,
      ...start.provider,
    }),
    claude: providerConfig({
      kind: 'anthropic',
      baseUrl: mock.baseUrl,
      apiKey: UPSTREAM_KEY,
      ...start.provider,
    }),
    builtin: providerConfig({ kind: 'builtin' }),
  };
  const upstreams = createUpstreams(providers, resilience, {
    keys: createProviderKeys(providers),
    random: () => 0,
  });
  const ledger = new MemoryLedger();
  await ledger.setLimits(new Map([[TEAM, start.limit ?? 1e12]]), 1);
  const audit = new MemoryAudit();
  const rates = new CountingRates(start.rate ?? 1e6);
  const models = new Map<string, Model>();
  const tokens = new Map<string, Principal | Error>([
    ['token-a', principalOf()],
  ]);
  const reports: unknown[] = [];
  let shift = 0;
  const ports: ProxyPorts = {
    authenticator: knownTokens(tokens),
    models: {
      get: alias => models.get(alias) ?? mockModel(alias),
      list: () => [...models.values()],
    },
    policy: {
      decide:
        start.policy ?? (() => ({ allowed: true, maxOutputTokens: null })),
      digest: () => 'sha256:policy',
    },
    bound,
    ledger,
    rates,
    audit,
    upstreams,
    telemetry: {
      attempt: () => ({ end: () => {} }),
      denied: () => {},
      overhead: () => {},
    },
    report: error => reports.push(error),
    now: () => NOW + shift,
    ...start.ports,
  };
  const proxy = createProxy(ports, { ...defaults, ...start.options });
  const { port } = await proxy.listen('127.0.0.1', 0);
  return {
    ...{ proxy, mock, ledger, audit, rates, models, tokens, reports, port },
    baseUrl: `http://127.0.0.1:${port}/v1`,
    get shift() {
      return shift;
    },
    set shift(ms) {
      shift = ms;
    },
    async spent(scope = TEAM) {
      const balance = (await ledger.balances([scope], PERIOD)).get(scope)!;
      return balance.settled + balance.unreconciled + balance.held;
    },
    async close() {
      await proxy.close(1_000);
      await upstreams.close();
      await mock.close();
    },
  };
}

/** `mock-…` by the OpenAI-compatible provider, `claude-mock-…` by Anthropic's, `builtin` by our own. */
function mockModel(alias: string): Model | undefined {
  if (alias.startsWith('claude-mock')) {
    return testModel(alias, { provider: 'claude', model: alias.slice(7) });
  }
  if (alias === 'builtin') {
    return testModel(alias, { provider: 'builtin' });
  }
  return alias.startsWith('mock') ? testModel(alias) : undefined;
}

/** 2 and 10 nano-dollars a token, so that sums are easy to check. */
export function testModel(alias: string, over: Partial<Model> = {}): Model {
  return {
    ...modelOf('up', alias),
    operations: [
      'chat',
      'completions',
      'responses',
      'embeddings',
      'messages',
      'count_tokens',
    ],
    price: {
      version: 'v1',
      input: 2_000,
      cachedInput: 1_000,
      output: 10_000,
      perRequest: 0,
    },
    maxOutputTokens: 100,
    ...over,
  };
}

export interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string | string[]>;
  /** Sent as it is when it is a string or bytes. */
  readonly body?: unknown;
  /** Instead of `token-a`; null sends none. */
  readonly token?: string | null;
}

export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  // Tests look into bodies freely.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly json: any;
}

/** Sends with plain `node:http`, so that nothing is added or tidied. */
export function send(
  { port }: Pick<TestProxy, 'port'>,
  path: string,
  { method = 'POST', headers = {}, body, token = 'token-a' }: Sent = {},
): Promise<Received> {
  const bytes =
    typeof body === 'string' || Buffer.isBuffer(body)
      ? Buffer.from(body as string)
      : Buffer.from(body === undefined ? '' : JSON.stringify(body));
  return new Promise((resolve, reject) => {
    const req = httpRequest({
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      headers: {
        ...(method === 'POST' && {
          'content-type': 'application/json',
          'content-length': String(bytes.length),
        }),
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...headers,
      },
    });
    req.on('error', reject);
    req.on('response', res => {
      const chunks: Buffer[] = [];
      res.on('data', chunk => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const isJson = /json/.test(res.headers['content-type'] ?? '');
        resolve({
          status: res.statusCode!,
          headers: res.headers,
          text,
          json: isJson ? JSON.parse(text) : undefined,
        });
      });
    });
    req.end(bytes);
  });
}

export const MESSAGES = [{ role: 'user', content: 'Say hello' }];

/** A chat request; the model says how the provider behaves. */
export function chat(
  to: Pick<TestProxy, 'port'>,
  model = 'mock-ok',
  more: object = {},
  sent: Sent = {},
): Promise<Received> {
  return send(to, '/v1/chat/completions', {
    body: { model, messages: MESSAGES, ...more },
    ...sent,
  });
}
