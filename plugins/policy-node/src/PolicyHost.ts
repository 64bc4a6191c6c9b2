import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  digestOf,
  EmbeddedEngine,
  LocalEvaluator,
  OpaServerEngine,
  type PolicyBundle,
  policyDigest,
  type PolicyEngine,
  readBundle,
} from '@waymark/policy-engine';
import { BundleHistory } from './bundles/BundleHistory';
import { readSignedBundle } from './bundles/signedBundle';
import { type BundleSource, createSource } from './bundles/sources';
import type { PolicyConfig } from './config';
import { DecisionLog } from './DecisionLog';
import type { CurrentPolicy, PolicyInForce, PolicyService } from './service';

/** Old policies with an engine at a time: verdicts come by few of them. */
const MAX_OLD = 4;

/** Time to let go of an engine: longer than any evaluation may last. */
const LINGER = 60_000;

export interface PolicyHostOptions {
  readonly config: PolicyConfig;
  readonly logger: LoggerService;
  readonly fetch?: typeof fetch;
}

/** Holds the policy in force, and looks for a newer one. */
export class PolicyHost implements PolicyService {
  readonly #config: PolicyConfig;
  readonly #logger: LoggerService;
  readonly #source: BundleSource | undefined;
  readonly #history: BundleHistory;
  readonly #log: DecisionLog | undefined;
  readonly #listeners = new Set<(policy: CurrentPolicy) => void>();
  readonly #old = new Map<string, Promise<PolicyInForce | undefined>>();
  readonly #retired = new Map<PolicyEngine, NodeJS.Timeout>();
  readonly #stopped = new AbortController();
  #current!: CurrentPolicy;
  #signature: string | undefined;
  #timer: NodeJS.Timeout | undefined;
  #reloading: Promise<void> | undefined;

  private constructor({ config, logger, fetch: given }: PolicyHostOptions) {
    this.#config = config;
    this.#logger = logger;
    this.#source = config.bundle && createSource(config.bundle, given ?? fetch);
    this.#history = new BundleHistory(config.history.directory);
    this.#log = config.decisionLog
      ? new DecisionLog(config.decisionLog.file, error =>
          logger.error('The decision log cannot be written', error as Error),
        )
      : undefined;
  }

  /**
   * @throws PolicyEngineError `policy.bad_bundle` if there is no bundle to begin with
   */
  static async start(options: PolicyHostOptions): Promise<PolicyHost> {
    const host = new PolicyHost(options);
    if (host.#source) {
      await host.#load();
      host.#schedule();
    } else {
      await host.#take(await readBundle());
    }
    return host;
  }

  current(): CurrentPolicy {
    return this.#current;
  }

  async find(digest: string): Promise<PolicyInForce | undefined> {
    if (digest === this.#current.digest) {
      return this.#current;
    }
    const known = this.#old.get(digest) ?? this.#open(digest);
    this.#old.set(digest, known);
    const policy = await known.catch(error => {
      this.#old.delete(digest);
      throw error;
    });
    if (!policy) {
      this.#old.delete(digest);
    }
    return policy;
  }

  onChange(listener: (policy: CurrentPolicy) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Looks for a newer bundle now; what cannot be used is told and left. */
  reload(): Promise<void> {
    this.#reloading ??= this.#load()
      .catch(error => {
        if (!this.#stopped.signal.aborted) {
          this.#logger.error(
            `The policy bundle was not reloaded; ${
              this.#current.digest
            } stays in force`,
            error as Error,
          );
        }
      })
      .finally(() => {
        this.#reloading = undefined;
      });
    return this.#reloading;
  }

  async close(): Promise<void> {
    this.#stopped.abort();
    clearTimeout(this.#timer);
    await this.#reloading;
    const old = await Promise.all(
      [...this.#old.values()].map(opened => opened.catch(() => undefined)),
    );
    const retired = [...this.#retired];
    retired.forEach(([, timer]) => clearTimeout(timer));
    await Promise.all(
      [
        this.#current.engine,
        ...old.flatMap(policy => (policy ? [policy.engine] : [])),
        ...retired.map(([engine]) => engine),
      ].map(engine => engine.close()),
    );
    await this.#log?.flush();
  }

  /** One that was in force before, with an engine; the oldest one goes. */
  async #open(digest: string): Promise<PolicyInForce | undefined> {
    const kept = await this.#history.find(digest);
    if (!kept || this.#stopped.signal.aborted) {
      return undefined;
    }
    if (this.#old.size > MAX_OLD) {
      const [[oldest, opened]] = this.#old;
      this.#old.delete(oldest);
      const before = await opened.catch(() => undefined);
      if (before) {
        this.#retire(before.engine);
      }
    }
    const { bundle, parameters } = kept;
    return describe(bundle, parameters, this.#embedded(bundle, 1));
  }

  #schedule(): void {
    this.#timer = setTimeout(() => {
      this.reload().finally(() => {
        if (!this.#stopped.signal.aborted) {
          this.#schedule();
        }
      });
    }, this.#config.bundle!.refresh).unref();
  }

  async #load(): Promise<void> {
    const signal = AbortSignal.any([
      this.#stopped.signal,
      AbortSignal.timeout(60_000),
    ]);
    const { keysFile } = this.#config.bundle!;
    const source = this.#source!;
    const found = await readSignedBundle(
      source,
      keysFile,
      this.#signature,
      signal,
    );
    if (found) {
      await this.#take(found.bundle);
      this.#signature = found.signature;
    }
  }

  async #take(bundle: PolicyBundle): Promise<void> {
    const { parameters } = this.#config;
    const local = await LocalEvaluator.load(bundle, { parameters });
    // A bundle that does not answer for its own rules is not let in.
    local.evaluate('golden_path', {});
    local.evaluate('llm', {});
    const plain = this.#engine(bundle);
    const described = describe(bundle, parameters, plain);
    const { digest } = described;
    await this.#history.keep(digest, { bundle, parameters });
    const before = this.#current as CurrentPolicy | undefined;
    this.#current = {
      ...described,
      engine: this.#log?.over(plain, digest) ?? plain,
      evaluator: (overrides = {}) =>
        LocalEvaluator.load(bundle, {
          parameters: { ...parameters, ...overrides },
        }),
    };
    if (before) {
      this.#logger.info(`Policy ${digest} is in force`);
      this.#retire(before.engine);
      this.#listeners.forEach(listener => listener(this.#current));
    }
  }

  #engine(bundle: PolicyBundle): PolicyEngine {
    const { opa, embedded, maxInput, timeout } = this.#config;
    return opa
      ? new OpaServerEngine(bundle, {
          ...opa,
          timeout,
          maxInputBytes: maxInput,
        })
      : this.#embedded(bundle, embedded.workers);
  }

  #embedded(bundle: PolicyBundle, workers: number | undefined): PolicyEngine {
    const { embedded, maxInput, timeout } = this.#config;
    return new EmbeddedEngine(bundle, {
      ...(workers && { workers }),
      queue: embedded.queue,
      timeout,
      maxInputBytes: maxInput,
    });
  }

  /** Ends an engine once what it was asked has been answered. */
  #retire(engine: PolicyEngine): void {
    const timer = setTimeout(() => {
      this.#retired.delete(engine);
      engine
        .close()
        .catch(error => this.#logger.warn('An engine did not end', error));
    }, LINGER + this.#config.timeout).unref();
    this.#retired.set(engine, timer);
  }
}

function describe(
  bundle: PolicyBundle,
  parameters: object,
  engine: PolicyEngine,
): PolicyInForce {
  const parametersDigest = digestOf(parameters);
  return {
    digest: policyDigest(bundle.digest, parametersDigest),
    parametersDigest,
    parameters,
    bundle,
    engine,
  };
}
