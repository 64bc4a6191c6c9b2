/**
 * Names of OpenTelemetry's conventions for generative AI, as they are in
 * version 1.45 of the semantic conventions. They are not stable: this is the
 * only place that spells them.
 */
export const GEN_AI = {
  /** Value of `OTEL_SEMCONV_STABILITY_OPT_IN` that asks for them. */
  optIn: 'gen_ai_latest_experimental',
  operationName: 'gen_ai.operation.name',
  providerName: 'gen_ai.provider.name',
  requestModel: 'gen_ai.request.model',
  requestStream: 'gen_ai.request.stream',
  inputTokens: 'gen_ai.usage.input_tokens',
  cachedInputTokens: 'gen_ai.usage.cache_read.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
  firstChunk: 'gen_ai.response.time_to_first_chunk',
  tokenType: 'gen_ai.token.type',
  errorType: 'error.type',
  status: 'http.response.status_code',
  metrics: {
    tokens: 'gen_ai.client.token.usage',
    duration: 'gen_ai.client.operation.duration',
    firstChunk: 'gen_ai.client.operation.time_to_first_chunk',
  },
} as const;

/** What no convention has a name for. */
export const WAYMARK = {
  alias: 'waymark.llm.alias',
  service: 'waymark.entity.service',
  team: 'waymark.entity.team',
  requestId: 'waymark.request.id',
  stage: 'waymark.llm.stage',
  code: 'waymark.llm.code',
  metrics: {
    denials: 'waymark.llm.denials',
    overhead: 'waymark.llm.overhead',
  },
} as const;

/** Bounds that the conventions give for tokens. */
export const TOKEN_BOUNDS = Array.from({ length: 14 }, (_, at) => 4 ** at);

/** Bounds that the conventions give for durations, in seconds. */
export const SECOND_BOUNDS = Array.from(
  { length: 14 },
  (_, at) => 2 ** at / 100,
);

/** Microseconds. */
export const OVERHEAD_BOUNDS = [
  50, 100, 200, 400, 800, 1_600, 3_200, 6_400, 12_800, 25_600, 102_400,
];
