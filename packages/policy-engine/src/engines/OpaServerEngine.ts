import type { PolicyBundle } from '../bundle/types';
import { PolicyEngineError } from '../errors';
import type { RuleResult } from '../results/types';
import { inputText, MAX_INPUT_BYTES, readAnswer } from './document';
import { evaluateEach } from './many';
import type {
  PolicyEngine,
  PolicyEngineInfo,
  PolicyOutcome,
  PolicyRequest,
} from './types';

/**
 * Where an OPA server is, and the limits of asking it.
 *
 * @public
 */
export interface OpaServerEngineOptions {
  /** Base URL, such as `http://127.0.0.1:8181`. */
  url: string;
  /** Bearer token, where the server asks for one. */
  token?: string;
  /** Milliseconds of one evaluation. Default 10,000. */
  timeout?: number;
  /** Bytes of one input. Default 16 MiB. */
  maxInputBytes?: number;
  /** Requests at a time of `evaluateMany`. Default 4. */
  concurrency?: number;
  /** Transport, for tests. */
  fetch?: typeof fetch;
}

/**
 * Asks an OPA server that has the same bundle loaded, over its REST API. Its
 * answers are held to the rules of `bundle`.
 *
 * @public
 */
export class OpaServerEngine implements PolicyEngine {
  readonly #bundle: PolicyBundle;
  readonly #options: OpaServerEngineOptions;
  readonly #closing = new AbortController();

  constructor(bundle: PolicyBundle, options: OpaServerEngineOptions) {
    this.#bundle = bundle;
    this.#options = options;
  }

  async evaluate(
    request: PolicyRequest,
    { signal }: { signal?: AbortSignal } = {},
  ): Promise<readonly RuleResult[]> {
    signal?.throwIfAborted();
    const { timeout = 10_000, maxInputBytes = MAX_INPUT_BYTES } = this.#options;
    const input = new TextDecoder().decode(inputText(request, maxInputBytes));
    const timer = AbortSignal.timeout(timeout);
    const signals = [timer, this.#closing.signal, ...(signal ? [signal] : [])];
    try {
      const answer = await this.#post(
        request.domain,
        `{"input":${input}}`,
        AbortSignal.any(signals),
      );
      return readAnswer(answer, request.domain, this.#bundle.manifest);
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#explain(error, timer.aborted, timeout);
    }
  }

  evaluateMany(
    requests: Iterable<PolicyRequest>,
    options: { signal?: AbortSignal } = {},
  ): Promise<readonly PolicyOutcome[]> {
    return evaluateEach(requests, this.#options.concurrency ?? 4, request =>
      this.evaluate(request, options),
    );
  }

  info(): PolicyEngineInfo {
    const { digest, manifest } = this.#bundle;
    return { engine: 'opa', bundleDigest: digest, manifest };
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #post(
    domain: string,
    body: string,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { url, token, fetch: send = fetch } = this.#options;
    const response = await send(
      `${url.replace(/\/+$/, '')}/v1/data/${domain}/results`,
      {
        method: 'POST',
        body,
        signal,
        // A server that sends us elsewhere is not the one that was configured.
        redirect: 'error',
        headers: {
          'content-type': 'application/json',
          ...(token && { authorization: `Bearer ${token}` }),
        },
      },
    );
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`The OPA server answered ${response.status}`);
    }
    return ((await response.json()) as { result?: unknown }).result;
  }

  #explain(error: unknown, late: boolean, timeout: number): PolicyEngineError {
    if (error instanceof PolicyEngineError) {
      return error;
    }
    if (this.#closing.signal.aborted) {
      return new PolicyEngineError('policy.closed', 'The engine was closed.');
    }
    return late
      ? new PolicyEngineError(
          'policy.timeout',
          `The OPA server gave no answer within ${timeout} ms.`,
        )
      : new PolicyEngineError(
          'policy.unavailable',
          'The OPA server cannot be asked.',
          { cause: error },
        );
  }
}
