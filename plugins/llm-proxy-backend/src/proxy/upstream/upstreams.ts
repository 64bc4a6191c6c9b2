import type { Dispatcher } from 'undici';
import type { LlmProxyConfig } from '../../config';
import type { Model } from '../../models/types';
import { anthropicAdapter } from '../providers/anthropic';
import { createBuiltinProvider } from '../providers/builtin/provider';
import { openaiAdapter } from '../providers/openai';
import type { Provider } from '../providers/types';
import {
  UpstreamError,
  type UpstreamAnswer,
  type UpstreamCall,
  type Upstreams,
} from '../types';
import { Breakers } from './breakers';
import { errorEventFor } from './errorEvents';
import { HttpProvider } from './httpProvider';
import type { ProviderKeys } from './keys';
import { parseOrigin } from './origin';
import { Retries } from './retries';

export interface UpstreamsOptions {
  readonly keys: ProviderKeys;
  /** Instead of a pool for each provider. */
  readonly dispatcher?: Dispatcher;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

class ConfiguredUpstreams implements Upstreams {
  constructor(
    private readonly providers: ReadonlyMap<string, Provider>,
    private readonly breakers: Breakers,
    private readonly retries: Retries,
    private readonly keys: ProviderKeys,
  ) {}

  async call(call: UpstreamCall): Promise<UpstreamAnswer> {
    const { provider: id, model } = call.model;
    const provider = this.providers.get(id);
    const credential = provider?.credential ?? null;
    if (!provider || credential === null) {
      throw new UpstreamError('not_sent', 'The provider is not configured.');
    }
    this.retries.count(id);
    const breaker = this.breakers.of(id, model, credential);
    if (!breaker.permits) {
      throw new UpstreamError('not_sent', 'The provider is resting.');
    }
    return breaker.run(() => provider.call(call), call.signal);
  }

  available(model: Model): boolean {
    const credential = this.providers.get(model.provider)?.credential ?? null;
    return (
      credential !== null &&
      this.breakers.of(model.provider, model.model, credential).permits
    );
  }

  retry(
    model: Model,
    attempt: number,
    cause: UpstreamError | UpstreamAnswer,
  ): { readonly after: number } | null {
    return this.available(model)
      ? this.retries.after(model.provider, attempt, cause)
      : null;
  }

  async close() {
    this.keys.close();
    await Promise.all(
      [...this.providers.values()].map(provider => provider.close()),
    );
  }
}

/**
 * The configured providers with their pools, deadlines and breakers. Requests
 * go to their origins and nowhere else.
 *
 * @throws Error for a base URL that is not fit for use.
 */
export function createUpstreams(
  providers: LlmProxyConfig['providers'],
  resilience: LlmProxyConfig['resilience'],
  options: UpstreamsOptions,
): Upstreams {
  const now = options.now ?? Date.now;
  const made = new Map<string, Provider>();
  for (const [id, config] of Object.entries(providers)) {
    made.set(
      id,
      config.kind === 'builtin'
        ? createBuiltinProvider({ now })
        : httpProvider(id, config, { ...options, now }),
    );
  }
  return new ConfiguredUpstreams(
    made,
    new Breakers(resilience.breakerFailures, resilience.breakerOpenFor),
    new Retries(resilience.attempts, now, options.random ?? Math.random),
    options.keys,
  );
}

function httpProvider(
  id: string,
  config: LlmProxyConfig['providers'][string],
  options: UpstreamsOptions & { readonly now: () => number },
): Provider {
  const origin = parseOrigin(id, config.baseUrl ?? '', config.allowHttp);
  const speaks = config.kind === 'anthropic' ? 'anthropic' : 'openai';
  const scrub = (text: string) => options.keys.scrub(text);
  const errorEvent = (call: UpstreamCall) => errorEventFor(call, speaks, scrub);
  const azure = origin.hostname.endsWith('.openai.azure.com');
  const newest = azure || origin.hostname === 'api.openai.com';
  return new HttpProvider({
    id,
    config,
    origin,
    speaks,
    adapter:
      speaks === 'anthropic'
        ? anthropicAdapter({ errorEvent, now: options.now })
        : openaiAdapter({
            outputCap:
              config.outputCap ??
              (newest ? 'max_completion_tokens' : 'max_tokens'),
            azure,
            errorEvent,
            now: options.now,
          }),
    keys: options.keys,
    dispatcher: options.dispatcher,
    now: options.now,
  });
}
