import { Pool, type Dispatcher } from 'undici';
import type { LlmProxyConfig } from '../../config';
import type { Adapter, Provider } from '../providers/types';
import {
  UpstreamError,
  type Dialect,
  type UpstreamAnswer,
  type UpstreamCall,
} from '../types';
import { Attempt } from './attempt';
import { errorObject, type Problem } from './errors';
import { Exchange } from './exchange';
import type { ProviderKey, ProviderKeys } from './keys';
import type { Origin } from './origin';

export interface HttpProviderOptions {
  readonly id: string;
  readonly config: LlmProxyConfig['providers'][string];
  readonly origin: Origin;
  readonly adapter: Adapter;
  readonly speaks: Dialect;
  readonly keys: ProviderKeys;
  /** Instead of a pool of its own. */
  readonly dispatcher?: Dispatcher;
  readonly now: () => number;
}

/** A provider over HTTP/1.1 with a pool of sockets to one configured origin. */
export class HttpProvider implements Provider {
  private readonly pool: Dispatcher;
  private readonly unbilled: ReadonlySet<number>;
  private readonly scrub = (text: string) => this.options.keys.scrub(text);
  private headers: { key: ProviderKey | null; list: string[] } | null = null;

  constructor(private readonly options: HttpProviderOptions) {
    const { config, origin, dispatcher } = options;
    this.unbilled = new Set(config.unbilledStatuses);
    this.pool =
      dispatcher ??
      new Pool(origin.origin, {
        connections: config.connections,
        connect: { timeout: config.connectTimeout },
        // An aborted call must close its socket; a stream of HTTP/2 would only be reset.
        allowH2: false,
        pipelining: 1,
      });
  }

  get credential(): string | null {
    const key = this.options.keys.get(this.options.id);
    return key === undefined ? null : key?.fingerprint ?? '';
  }

  async call(call: UpstreamCall): Promise<UpstreamAnswer> {
    const { id, adapter, config, keys, origin, now } = this.options;
    const key = keys.get(id);
    if (key === undefined) {
      throw new UpstreamError('not_sent', 'The provider has no key.');
    }
    const prepared = adapter.prepare(call);
    if ('refused' in prepared) {
      return refusal(call.dialect, prepared.refused);
    }
    const attempt = new Attempt({
      prepared,
      dialect: call.dialect,
      speaks: this.options.speaks,
      stream: call.stream,
      unbilled: this.unbilled,
      scrub: this.scrub,
    });
    const exchange = new Exchange(
      this.pool,
      {
        origin: origin.origin,
        path: origin.path(prepared.endpoint),
        headers: this.headersFor(key),
        body: prepared.body,
        firstByteTimeout: config.firstByteTimeout,
        idleTimeout: config.idleTimeout,
        signal: call.signal,
      },
      attempt,
      now,
    );
    attempt.attach(exchange);
    return attempt.answer;
  }

  async close() {
    if (!this.options.dispatcher) {
      await this.pool.destroy();
    }
  }

  /** Made anew only when the key changed. Nothing of the client's is among them. */
  private headersFor(key: ProviderKey | null): string[] {
    if (this.headers?.key !== key || !this.headers) {
      const { adapter } = this.options;
      const all = {
        accept: 'application/json, text/event-stream',
        'accept-encoding': 'identity',
        'content-type': 'application/json',
        'user-agent': 'waymark-llm-proxy',
        ...adapter.headers,
        ...(key && adapter.authorise(key.value)),
      };
      this.headers = { key, list: Object.entries(all).flat() };
    }
    return this.headers.list;
  }
}

/** Answers without asking the provider, which therefore bills nothing. */
function refusal(dialect: Dialect, problem: Problem): UpstreamAnswer {
  return {
    status: 400,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(JSON.stringify(errorObject(dialect, problem))),
    outcome: Promise.resolve({
      end: 'upstream_error',
      usage: null,
      estimatedOutput: null,
      billed: false,
      firstByteMs: null,
    }),
  };
}
