import {
  SpanKind,
  SpanStatusCode,
  metrics,
  trace,
  type Attributes,
  type Meter,
  type Tracer,
} from '@opentelemetry/api';
import type { LlmOperation } from '@waymark/backstage-plugin-llm-proxy-common';
import type { LlmProxyConfig } from '../config';
import type { AttemptTelemetry, ProxyTelemetry } from '../proxy/types';
import {
  GEN_AI,
  OVERHEAD_BOUNDS,
  SECOND_BOUNDS,
  TOKEN_BOUNDS,
  WAYMARK,
} from './conventions';

const SCOPE = '@waymark/backstage-plugin-llm-proxy-backend';

const OPERATIONS: Readonly<Record<LlmOperation, string>> = {
  chat: 'chat',
  messages: 'chat',
  responses: 'chat',
  completions: 'text_completion',
  embeddings: 'embeddings',
  count_tokens: 'count_tokens',
};

const SILENT: AttemptTelemetry = { end: () => undefined };

export interface TelemetryOptions {
  readonly providers: LlmProxyConfig['providers'];
  /** Default: those that the process registered, which do nothing when it registered none. */
  readonly tracer?: Tracer;
  readonly meter?: Meter;
  /** Comma-separated; default `OTEL_SEMCONV_STABILITY_OPT_IN`. */
  readonly optIn?: string;
}

/**
 * Spans and metrics of attempts by the conventions for generative AI, when
 * they are opted in; denials and overhead in any case. What is said in a
 * request or an answer is never among them.
 */
export function createProxyTelemetry(
  options: TelemetryOptions,
): ProxyTelemetry {
  const meter = options.meter ?? metrics.getMeter(SCOPE);
  const wanted = options.optIn ?? process.env.OTEL_SEMCONV_STABILITY_OPT_IN;
  const attempts = (wanted ?? '')
    .split(',')
    .some(item => item.trim() === GEN_AI.optIn)
    ? genAi(options.tracer ?? trace.getTracer(SCOPE), meter, options.providers)
    : () => SILENT;
  const denials = meter.createCounter(WAYMARK.metrics.denials, {
    unit: '{denial}',
    description: 'Requests that were denied.',
  });
  const overhead = meter.createHistogram(WAYMARK.metrics.overhead, {
    unit: 'us',
    description: 'Time of the proxy itself in one request.',
    advice: { explicitBucketBoundaries: OVERHEAD_BOUNDS },
  });
  return {
    attempt: attempts,
    denied: (stage, code) =>
      denials.add(1, { [WAYMARK.stage]: stage, [WAYMARK.code]: code }),
    overhead: us => overhead.record(us),
  };
}

function genAi(
  tracer: Tracer,
  meter: Meter,
  providers: LlmProxyConfig['providers'],
): ProxyTelemetry['attempt'] {
  const names = new Map(
    Object.entries(providers).map(([id, provider]) => [
      id,
      providerName(id, provider),
    ]),
  );
  const histogram = (
    name: string,
    unit: string,
    description: string,
    explicitBucketBoundaries: number[],
  ) =>
    meter.createHistogram(name, {
      unit,
      description,
      advice: { explicitBucketBoundaries },
    });
  const tokens = histogram(
    GEN_AI.metrics.tokens,
    '{token}',
    'Tokens of a call.',
    TOKEN_BOUNDS,
  );
  const duration = histogram(
    GEN_AI.metrics.duration,
    's',
    'Duration of a call.',
    SECOND_BOUNDS,
  );
  const firstChunk = histogram(
    GEN_AI.metrics.firstChunk,
    's',
    'Time to the first chunk of a stream.',
    SECOND_BOUNDS,
  );
  return call => {
    // Few values each: names of entities are for spans.
    const common: Attributes = {
      [GEN_AI.operationName]: OPERATIONS[call.operation],
      [GEN_AI.providerName]: names.get(call.provider) ?? call.provider,
      [GEN_AI.requestModel]: call.model,
    };
    const span = tracer.startSpan(
      `${OPERATIONS[call.operation]} ${call.model}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          ...common,
          [GEN_AI.requestStream]: call.stream,
          [WAYMARK.alias]: call.alias,
          [WAYMARK.requestId]: call.requestId,
          ...(call.service !== null && { [WAYMARK.service]: call.service }),
          ...(call.team !== null && { [WAYMARK.team]: call.team }),
        },
      },
    );
    return {
      end: ({ usage, status, errorType, firstByteMs, durationMs }) => {
        const failed = errorType !== null && { [GEN_AI.errorType]: errorType };
        const streamed = call.stream && firstByteMs !== null;
        duration.record(durationMs / 1_000, { ...common, ...failed });
        if (streamed) {
          firstChunk.record(firstByteMs / 1_000, common);
        }
        if (usage) {
          const { input, output } = usage;
          tokens.record(input, { ...common, [GEN_AI.tokenType]: 'input' });
          tokens.record(output, { ...common, [GEN_AI.tokenType]: 'output' });
        }
        span.setAttributes({
          ...(usage && {
            [GEN_AI.inputTokens]: usage.input,
            [GEN_AI.cachedInputTokens]: usage.cachedInput,
            [GEN_AI.outputTokens]: usage.output,
          }),
          ...(status !== null && { [GEN_AI.status]: status }),
          ...(streamed && { [GEN_AI.firstChunk]: firstByteMs / 1_000 }),
          ...failed,
        });
        if (errorType !== null) {
          span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  };
}

/** The conventions' own names where they have one, else the configured key. */
function providerName(
  id: string,
  { kind, baseUrl }: LlmProxyConfig['providers'][string],
): string {
  if (kind !== 'openai') {
    return kind === 'anthropic' ? 'anthropic' : 'waymark.builtin';
  }
  const { hostname } = new URL(baseUrl ?? 'http://localhost');
  if (hostname === 'api.openai.com') {
    return 'openai';
  }
  return hostname.endsWith('.openai.azure.com') ? 'azure.ai.openai' : id;
}
