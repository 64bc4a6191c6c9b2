import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { Evidence } from '@waymark/policy-engine';

/**
 * Sections of the evidence that the platform itself knows better than a
 * pipeline. Their `origin` is `portal`, whatever the source writes there.
 *
 * @public
 */
export type PortalFacts = Partial<
  Pick<Evidence, 'attestations' | 'llm' | 'scan' | 'vulnerabilities'>
>;

/**
 * A source of facts, asked in batches of at most 500 services.
 *
 * @public
 */
export interface PortalFactsSource {
  /** Unique, for logs. */
  readonly id: string;
  /**
   * Facts by full entity ref; a service that is left out keeps what its
   * pipeline said. A rejection leaves the facts of this source out.
   */
  load(
    entityRefs: readonly string[],
  ): Promise<ReadonlyMap<string, PortalFacts>>;
}

/**
 * Takes sources of facts; of two that tell the same section, the later wins.
 *
 * @public
 */
export interface ScorecardsFactsExtensionPoint {
  /** @throws Error for two sources of one id */
  addFacts(source: PortalFactsSource): void;
}

/**
 * Where backend modules of the scorecards plugin add facts.
 *
 * @public
 */
export const scorecardsFactsExtensionPoint =
  createExtensionPoint<ScorecardsFactsExtensionPoint>({
    id: 'scorecards.facts',
  });
