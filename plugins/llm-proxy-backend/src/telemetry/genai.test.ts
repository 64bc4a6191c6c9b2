import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  TracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace';
import { providerConfig } from '../testing/upstreamKit';
import { createProxyTelemetry } from './genai';

const call = {
  operation: 'messages',
  alias: 'large',
  provider: 'claude',
  model: 'claude-large',
  service: 'component:default/shop',
  team: 'group:default/sales',
  requestId: 'r1',
  stream: true,
} as const;

function start(optIn: string) {
  const spans = new InMemorySpanExporter();
  const tracers = new TracerProvider({
    spanProcessors: [new SimpleSpanProcessor({ exporter: spans })],
  });
  const exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  const meters = new MeterProvider({
    readers: [
      new PeriodicExportingMetricReader({
        exporter,
        exportIntervalMillis: 60_000,
        exportTimeoutMillis: 1_000,
      }),
    ],
  });
  const telemetry = createProxyTelemetry({
    providers: {
      claude: providerConfig({
        kind: 'anthropic',
        baseUrl: 'https://api.anthropic.com',
      }),
    },
    tracer: tracers.getTracer('test'),
    meter: meters.getMeter('test'),
    optIn,
  });
  return {
    telemetry,
    spans: async () => {
      await tracers.forceFlush();
      return spans.getFinishedSpans();
    },
    metrics: async () => {
      await meters.forceFlush();
      return exporter
        .getMetrics()
        .flatMap(resource => resource.scopeMetrics)
        .flatMap(scope => scope.metrics);
    },
    stop: () => Promise.all([tracers.shutdown(), meters.shutdown()]),
  };
}

const result = {
  usage: { input: 7, cachedInput: 2, output: 0 },
  status: 200,
  errorType: null,
  firstByteMs: 120,
  durationMs: 900,
};

describe('telemetry', () => {
  it('follows the conventions, with entities on spans and not on metrics', async () => {
    const kit = start('http, gen_ai_latest_experimental');
    kit.telemetry.attempt(call).end(result);
    const [span] = await kit.spans();
    expect(span.name).toBe('chat claude-large');
    expect(span.attributes).toEqual({
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'anthropic',
      'gen_ai.request.model': 'claude-large',
      'gen_ai.request.stream': true,
      'gen_ai.usage.input_tokens': 7,
      'gen_ai.usage.cache_read.input_tokens': 2,
      'gen_ai.usage.output_tokens': 0,
      'gen_ai.response.time_to_first_chunk': 0.12,
      'http.response.status_code': 200,
      'waymark.llm.alias': 'large',
      'waymark.request.id': 'r1',
      'waymark.entity.service': 'component:default/shop',
      'waymark.entity.team': 'group:default/sales',
    });
    const metrics = await kit.metrics();
    expect(metrics.map(({ descriptor }) => descriptor.name).sort()).toEqual([
      'gen_ai.client.operation.duration',
      'gen_ai.client.operation.time_to_first_chunk',
      'gen_ai.client.token.usage',
    ]);
    expect(JSON.stringify(metrics)).not.toMatch(/shop|sales|r1/);
    await kit.stop();
  });

  it('names what failed', async () => {
    const kit = start('gen_ai_latest_experimental');
    kit.telemetry
      .attempt({ ...call, stream: false, service: null, team: null })
      .end({ ...result, usage: null, status: null, errorType: 'timeout' });
    const [span] = await kit.spans();
    expect(span.attributes['error.type']).toBe('timeout');
    expect(span.attributes).not.toHaveProperty('gen_ai.usage.input_tokens');
    expect(span.attributes).not.toHaveProperty('waymark.entity.team');
    await kit.stop();
  });

  it('says nothing about calls that was not asked for, but counts denials', async () => {
    const kit = start('');
    kit.telemetry.attempt(call).end(result);
    kit.telemetry.denied('policy', 'LLM002');
    kit.telemetry.overhead(180);
    expect(await kit.spans()).toHaveLength(0);
    const metrics = await kit.metrics();
    expect(metrics.map(({ descriptor }) => descriptor.name).sort()).toEqual([
      'waymark.llm.denials',
      'waymark.llm.overhead',
    ]);
    await kit.stop();
  });
});
