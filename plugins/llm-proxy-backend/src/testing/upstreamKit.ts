import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { LlmProxyConfig } from '../config';
import type { Model } from '../models/types';
import { parseBody } from '../proxy/json/scan';
import type {
  UpstreamAnswer,
  UpstreamCall,
  UpstreamOutcome,
} from '../proxy/types';

export type ProviderConfig = LlmProxyConfig['providers'][string];

/** A provider with short deadlines. */
export function providerConfig(
  over: Partial<ProviderConfig> & Pick<ProviderConfig, 'kind'>,
): ProviderConfig {
  return {
    allowHttp: false,
    connections: 16,
    connectTimeout: 1_000,
    firstByteTimeout: 5_000,
    idleTimeout: 5_000,
    unbilledStatuses: [400, 401, 403, 404, 413, 422, 429],
    ...over,
  };
}

export const resilience: LlmProxyConfig['resilience'] = {
  attempts: 3,
  breakerFailures: 5,
  breakerOpenFor: 200,
  fallbackAnswer: false,
};

export function modelOf(provider: string, model: string): Model {
  return {
    alias: model,
    entityRef: `resource:default/${model.toLowerCase()}`,
    title: model,
    description: null,
    owner: 'group:default/platform',
    provider,
    model,
    operations: ['chat', 'messages'],
    price: {
      version: '1',
      input: 1,
      cachedInput: 1,
      output: 1,
      perRequest: 0,
    },
    dataClass: 'internal',
    regions: ['eu'],
    retentionDays: 0,
    contextTokens: 100_000,
    maxOutputTokens: 4_096,
    imageTokens: 1_000,
    endOfLife: null,
    replacedBy: null,
    fallbacks: [],
  };
}

/** A call as the pipeline makes it. */
export function callOf(options: {
  provider: string;
  model: string;
  operation: LlmOperation;
  value?: Record<string, unknown>;
  bytes?: Buffer;
  outputCap?: number | null;
  signal?: AbortSignal;
}): UpstreamCall {
  const { operation } = options;
  const body = parseBody(
    options.bytes ?? Buffer.from(JSON.stringify(options.value ?? {})),
    64,
  );
  const counted = operation === 'embeddings' || operation === 'count_tokens';
  return {
    requestId: 'request-1',
    attemptId: 'attempt-1',
    dialect:
      operation === 'messages' || operation === 'count_tokens'
        ? 'anthropic'
        : 'openai',
    operation,
    stream: body.value.stream === true,
    model: modelOf(options.provider, options.model),
    body,
    outputCap: counted ? null : options.outputCap ?? 100,
    signal: options.signal ?? new AbortController().signal,
  };
}

/** Reads an answer to its end. */
export async function readAnswer(answer: UpstreamAnswer): Promise<{
  text: string;
  chunks: number;
  outcome: UpstreamOutcome;
}> {
  const chunks: Uint8Array[] = [];
  if (Buffer.isBuffer(answer.body)) {
    chunks.push(answer.body);
  } else {
    for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
      chunks.push(chunk);
    }
  }
  return {
    text: Buffer.concat(chunks).toString('utf8'),
    chunks: chunks.length,
    outcome: await answer.outcome,
  };
}
