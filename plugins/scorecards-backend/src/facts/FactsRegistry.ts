import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  PortalFacts,
  PortalFactsSource,
  ScorecardsFactsExtensionPoint,
} from '@waymark/backstage-plugin-scorecards-node';

/** The sources of facts that modules have added. */
export class FactsRegistry implements ScorecardsFactsExtensionPoint {
  readonly #sources = new Map<string, PortalFactsSource>();

  addFacts(source: PortalFactsSource): void {
    if (this.#sources.has(source.id)) {
      throw new Error(`Facts of ${source.id} are added twice`);
    }
    this.#sources.set(source.id, source);
  }

  /** What all sources know of an entity; those that fail are left out. */
  async factsOf(
    entityRef: string,
    logger: LoggerService,
  ): Promise<PortalFacts> {
    const facts: PortalFacts = {};
    for (const source of this.#sources.values()) {
      try {
        const found = await source.load([entityRef]);
        Object.assign(facts, asPortal(found.get(entityRef) ?? {}));
      } catch (error) {
        logger.warn(`Facts of ${source.id} are left out`, error as Error);
      }
    }
    return facts;
  }
}

function asPortal(facts: PortalFacts): PortalFacts {
  return Object.fromEntries(
    Object.entries(facts).map(([name, section]) => [
      name,
      { ...section, origin: 'portal' },
    ]),
  );
}
