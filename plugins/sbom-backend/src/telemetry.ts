import { ProblemError } from '@waymark/backstage-plugin-waymark-node';
import type { UploadOutcome } from './uploads/types';

/** The parts of the platform's metrics service that are used. */
export interface Metrics {
  createCounter(
    name: string,
    options?: { description?: string; unit?: string },
  ): { add(value: number, attributes?: Record<string, string>): void };
  createHistogram(
    name: string,
    options?: { description?: string; unit?: string },
  ): { record(value: number, attributes?: Record<string, string>): void };
  createUpDownCounter(
    name: string,
    options?: { description?: string; unit?: string },
  ): { add(value: number): void };
}

/** The parts of the platform's tracing service that are used. */
export interface Tracing {
  startActiveSpan<T>(
    name: string,
    fn: (span: {
      setAttribute(key: string, value: string | number): void;
    }) => Promise<T>,
  ): Promise<T>;
}

/** Metrics and spans of uploads. Nothing in them names a service or a person. */
export class Telemetry {
  readonly #tracing: Tracing;
  readonly #clock: () => number;
  readonly #uploads;
  readonly #duration;
  readonly #active;

  constructor(options: {
    metrics: Metrics;
    tracing: Tracing;
    /** Milliseconds, monotonic. */
    clock: () => number;
  }) {
    const { metrics } = options;
    this.#tracing = options.tracing;
    this.#clock = options.clock;
    this.#uploads = metrics.createCounter('sbom.uploads', {
      description: 'Uploads by outcome: created, repeated, or a problem code',
      unit: '{upload}',
    });
    this.#duration = metrics.createHistogram('sbom.upload.duration', {
      description: 'From the first byte to the receipt, by outcome',
      unit: 's',
    });
    this.#active = metrics.createUpDownCounter('sbom.uploads.active', {
      description: 'Uploads that are being received, analysed or waiting',
      unit: '{upload}',
    });
  }

  /** Measures one upload. */
  async upload(run: () => Promise<UploadOutcome>): Promise<UploadOutcome> {
    const start = this.#clock();
    this.#active.add(1);
    let outcome = 'sbom.internal';
    try {
      return await this.#tracing.startActiveSpan('sbom.upload', async span => {
        const result = await run();
        outcome = result.created ? 'created' : 'repeated';
        span.setAttribute('sbom.outcome', outcome);
        span.setAttribute('sbom.components', result.receipt.components);
        return result;
      });
    } catch (error) {
      outcome = error instanceof ProblemError ? error.code : outcome;
      throw error;
    } finally {
      this.#active.add(-1);
      this.#uploads.add(1, { outcome });
      this.#duration.record((this.#clock() - start) / 1000, { outcome });
    }
  }
}
