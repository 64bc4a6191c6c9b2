/*
 * OpenTelemetry for the whole process, configured by the standard OTEL_*
 * variables. Must be loaded before what it instruments: it is the first import
 * of index.ts, and may be preloaded with `node --require`.
 */
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import { NodeSDK } from '@opentelemetry/sdk-node';

function startTelemetry(env: NodeJS.ProcessEnv): NodeSDK | undefined {
  if (!env.OTEL_EXPORTER_OTLP_ENDPOINT) {
    return undefined;
  }
  const sdk = new NodeSDK({
    serviceName: env.OTEL_SERVICE_NAME ?? 'waymark',
    instrumentations: [
      getNodeAutoInstrumentations({
        // One span per file read says nothing and costs much.
        '@opentelemetry/instrumentation-fs': { enabled: false },
      }),
    ],
  });
  sdk.start();
  return sdk;
}

const telemetry = startTelemetry(process.env);

/** Sends what is still buffered. Does nothing when telemetry is off. */
export async function stopTelemetry(): Promise<void> {
  await telemetry?.shutdown();
}
