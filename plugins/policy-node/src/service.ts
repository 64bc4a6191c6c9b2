import {
  coreServices,
  createServiceFactory,
  createServiceRef,
  type LoggerService,
} from '@backstage/backend-plugin-api';
import type {
  LocalEvaluator,
  PolicyBundle,
  PolicyEngine,
} from '@waymark/policy-engine';
import type { Config } from '@backstage/config';
import { readConfig } from './config';
import { PolicyHost } from './PolicyHost';

/**
 * Rules as they are or were in force: a bundle, the parameters laid over its
 * own, and an engine that decides by the bundle. Who asks the engine hands
 * `parameters` over as `platform.parameters`.
 *
 * @public
 */
export interface PolicyInForce {
  /** Of bundle and parameters together, `sha256:` and hex. */
  readonly digest: string;
  readonly parametersDigest: string;
  readonly parameters: object;
  readonly bundle: PolicyBundle;
  readonly engine: PolicyEngine;
}

/**
 * The rules in force now.
 *
 * @public
 */
export interface CurrentPolicy extends PolicyInForce {
  /**
   * Decides in the thread of the caller, whatever the engine, for the small
   * inputs of a data path. `parameters` are laid over those in force.
   */
  evaluator(parameters?: object): Promise<LocalEvaluator>;
}

/**
 * The policy of this backend, configured under `policy`.
 *
 * @public
 */
export interface PolicyService {
  /** Reloaded without a restart: ask each time. */
  current(): CurrentPolicy;
  /** What is or was in force, by its digest; undefined if it never was. */
  find(digest: string): Promise<PolicyInForce | undefined>;
  /** Calls after each reload; answers how to stop. */
  onChange(listener: (policy: CurrentPolicy) => void): () => void;
}

/**
 * The service, where nothing is injected.
 *
 * @throws InputError for a configuration that is not valid
 * @throws PolicyEngineError `policy.bad_bundle` if there is no bundle to begin with
 *
 * @public
 */
export async function startPolicy({
  config,
  logger,
}: {
  config: Config;
  logger: LoggerService;
}): Promise<PolicyService & { close(): Promise<void> }> {
  return PolicyHost.start({ config: readConfig(config), logger });
}

/**
 * One policy for all plugins of a backend. Needs no configuration: without
 * any, the bundle that is shipped decides in this process.
 *
 * @public
 */
export const policyServiceRef = createServiceRef<PolicyService>({
  id: 'waymark.policy',
  scope: 'root',
  defaultFactory: async service =>
    createServiceFactory({
      service,
      deps: {
        config: coreServices.rootConfig,
        lifecycle: coreServices.rootLifecycle,
        logger: coreServices.rootLogger,
      },
      async factory({ config, lifecycle, logger }) {
        const child = logger.child({ service: 'policy' });
        const policy = await startPolicy({ config, logger: child });
        lifecycle.addShutdownHook(() => policy.close());
        return policy;
      },
    }),
});
